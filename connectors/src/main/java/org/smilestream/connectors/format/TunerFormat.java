package org.smilestream.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.smilestream.data.Phase;
import org.smilestream.data.TunerStatistics;

/** Statistics of a chain group as JSON with the type "tuner", keyed by {@code model-group}. */
public final class TunerFormat implements RecordFormat<TunerStatistics> {
  private static final long serialVersionUID = 1;
  private static final String TYPE = "tuner";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Override
  public byte[] key(TunerStatistics statistics) {
    String key = statistics.model() + "-" + statistics.group();
    return key.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] value(TunerStatistics statistics) {
    return new JsonRecord()
        .text("type", TYPE)
        .text("model", statistics.model())
        .integer("group", statistics.group())
        .integers("chains", Arrays.stream(statistics.chains()).asLongStream().toArray())
        .integer("sequence", statistics.sequence())
        .time("eventTime", statistics.eventTime())
        .text("phase", statistics.phase().name())
        .integer("windowRows", statistics.windowRows())
        .integer("steps", statistics.steps())
        .integer("skippedSteps", statistics.skippedSteps())
        .numbers("stepSizes", statistics.stepSizes())
        .numbers("energyErrorMeans", statistics.energyErrorMeans())
        .numbers("energyErrorSpreads", statistics.energyErrorSpreads())
        .numbers("normalisedEnergyErrors", statistics.normalisedEnergyErrors())
        .integers("rejections", statistics.rejections())
        .integers("divergences", statistics.divergences())
        .numbers("logDensities", statistics.logDensities())
        .text("engine", statistics.engine())
        .text("event", statistics.event())
        .toBytes();
  }

  /**
   * The statistics that {@link #value} wrote.
   *
   * @return null if the record is of another type
   * @throws IOException if it is not JSON, or lacks a field
   */
  public TunerStatistics read(byte[] value) throws IOException {
    JsonNode json = MAPPER.readTree(value);
    if (!json.path("type").asText().equals(TYPE)) {
      return null;
    }
    try {
      return new TunerStatistics(
          json.required("model").asText(),
          json.required("group").asInt(),
          Arrays.stream(integers(json, "chains")).mapToInt(Math::toIntExact).toArray(),
          json.required("sequence").asLong(),
          Instant.parse(json.required("eventTime").asText()).toEpochMilli(),
          Phase.valueOf(json.required("phase").asText()),
          json.required("windowRows").asLong(),
          json.required("steps").asLong(),
          json.required("skippedSteps").asLong(),
          numbers(json, "stepSizes"),
          numbers(json, "energyErrorMeans"),
          numbers(json, "energyErrorSpreads"),
          numbers(json, "normalisedEnergyErrors"),
          integers(json, "rejections"),
          integers(json, "divergences"),
          numbers(json, "logDensities"),
          json.required("engine").asText(),
          json.path("event").textValue());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("not statistics of a chain group: " + Excerpt.of(json), e);
    }
  }

  private static long[] integers(JsonNode json, String field) {
    return Arrays.stream(numbers(json, field)).mapToLong(x -> (long) x).toArray();
  }

  /** Numbers that are not known were written as null. */
  private static double[] numbers(JsonNode json, String field) {
    double[] numbers = new double[json.path(field).size()];
    Arrays.setAll(numbers, i -> json.path(field).path(i).asDouble(Double.NaN));
    return numbers;
  }
}
