package org.smilestream.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.smilestream.data.Answer;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Schema;
import org.smilestream.data.Score;

/**
 * Predictions as JSON, keyed by the row's id. What is not known is left out; a class is written as
 * its label. The fields: docs/records.md.
 */
public final class PredictionFormat implements RecordFormat<Prediction> {
  private static final long serialVersionUID = 1;

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final List<String> LEVELS =
      Arrays.stream(PredictiveSummary.quantileLevels()).mapToObj(Double::toString).toList();

  /** A number with its quotes, colon and comma. */
  private static final int NUMBER = 32;

  /** Room for id, model, predicted class and target of 1,000 characters each, and the numbers. */
  private static final int OVERHEAD = 32 * 1024;

  private final List<String> classes;
  private final PredictionAvroFormat avro;

  public PredictionFormat(Schema schema) {
    this(schema.classes());
  }

  /**
   * @param classes labels of the target, in the order of the outputs; empty for numbers
   */
  public PredictionFormat(List<String> classes) {
    this.classes = classes;
    avro = new PredictionAvroFormat(classes);
  }

  /**
   * The classes that the prediction of a record is of, in their order; none for a number. Empty
   * where the record does not tell: the probabilities of an Avro record have no order.
   *
   * @throws IOException if it is not a prediction
   */
  public static Optional<List<String>> classes(byte[] value) throws IOException {
    if (PredictionAvroFormat.isAvro(value)) {
      boolean isNumber = new PredictionAvroFormat(List.of()).read(value).classes() == null;
      return isNumber ? Optional.of(List.of()) : Optional.empty();
    }
    List<String> labels = new ArrayList<>();
    MAPPER.readTree(value).path("probabilities").fieldNames().forEachRemaining(labels::add);
    return Optional.of(labels);
  }

  /** The most bytes of a prediction: in JSON a character takes up to six. */
  public static long maxBytes(Schema schema) {
    long labels = schema.classes().stream().mapToLong(label -> 6L * label.length() + NUMBER).sum();
    return OVERHEAD + labels;
  }

  @Override
  public byte[] key(Prediction prediction) {
    return prediction.id().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] value(Prediction prediction) {
    Provenance provenance = prediction.provenance();
    JsonRecord json =
        new JsonRecord()
            .text("id", prediction.id())
            .time("eventTime", prediction.eventTime())
            .text("model", prediction.model())
            .text("phase", provenance.phase().name());
    if (prediction.sequence() >= 0) {
      json.integer("sequence", prediction.sequence());
    }
    if (prediction.number() != null) {
      write(prediction.number(), json);
    }
    if (prediction.classes() != null) {
      write(prediction.classes(), json);
    }
    json.integer("samples", provenance.samples()).integer("chains", provenance.chains());
    if (provenance.samples() > 0) {
      json.integer("newestStep", provenance.newestStep())
          .integer("newestAgeMillis", provenance.newestAge());
    }
    json.integer("scalerVersion", provenance.scalerVersion());
    if (!classes.isEmpty() && prediction.hasTarget()) {
      json.text("target", classes.get((int) prediction.target()));
    } else {
      json.number("target", prediction.target());
    }
    Score score = prediction.score();
    return json.number("logDensity", score.logDensity())
        .number("crps", score.crps())
        .number("pit", score.pit())
        .number("pitWidth", score.isSpread() ? score.pitWidth() : Double.NaN)
        .toBytes();
  }

  private static void write(PredictiveSummary number, JsonRecord json) {
    json.number("mean", number.mean())
        .number("standardDeviation", number.standardDeviation())
        .labelled("quantiles", quantiles(number))
        .labelled("recalibratedQuantiles", LEVELS, number.recalibratedQuantiles())
        .labelled("exceedance", exceedance(number.answer()))
        .number("aleatoricVariance", number.aleatoricVariance())
        .number("epistemicVariance", number.epistemicVariance());
  }

  private void write(ClassProbabilities prediction, JsonRecord json) {
    json.labelled("probabilities", classes, prediction.probabilities())
        .text("predictedClass", classes.get(prediction.mostProbable()))
        .number("entropy", prediction.entropy())
        .number("aleatoricEntropy", prediction.aleatoricEntropy())
        .number("mutualInformation", prediction.mutualInformation());
  }

  /** The usual quantiles and those that were asked for, by level. */
  private static Map<String, Double> quantiles(PredictiveSummary number) {
    SortedMap<Double, Double> quantiles = new TreeMap<>();
    put(quantiles, PredictiveSummary.quantileLevels(), number.quantiles());
    Answer answer = number.answer();
    if (answer != null) {
      put(quantiles, answer.levels(), answer.quantiles());
    }
    return labelled(quantiles);
  }

  private static Map<String, Double> exceedance(Answer answer) {
    if (answer == null || answer.thresholds().length == 0) {
      return null;
    }
    SortedMap<Double, Double> exceedance = new TreeMap<>();
    put(exceedance, answer.thresholds(), answer.exceedances());
    return labelled(exceedance);
  }

  private static void put(Map<Double, Double> map, double[] keys, double[] values) {
    for (int i = 0; i < keys.length; i++) {
      map.put(keys[i], values[i]);
    }
  }

  private static Map<String, Double> labelled(SortedMap<Double, Double> numbers) {
    Map<String, Double> labelled = new LinkedHashMap<>();
    numbers.forEach((number, value) -> labelled.put(label(number), value));
    return labelled;
  }

  /** A number as a label: 0.05, 15, 1.0E-5. */
  static String label(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /**
   * Reads the value of a record, in this encoding or in that of {@link PredictionAvroFormat}.
   *
   * @throws IOException if it is not a prediction
   */
  public Prediction read(byte[] value) throws IOException {
    if (PredictionAvroFormat.isAvro(value)) {
      return avro.read(value);
    }
    JsonNode json = MAPPER.readTree(value);
    try {
      return new Prediction(
          json.required("id").textValue(),
          EventTimes.parse(json.required("eventTime").asText()),
          json.required("model").textValue(),
          json.path("sequence").asLong(-1),
          provenance(json),
          json.has("quantiles") ? numberOf(json) : null,
          json.has("probabilities") ? classesOf(json) : null,
          classes.isEmpty() ? number(json, "target") : classIndex(json.path("target")),
          new Score(
              number(json, "logDensity"),
              number(json, "crps"),
              number(json, "pit"),
              json.path("pitWidth").asDouble(0)));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("not a prediction: " + Excerpt.of(json), e);
    }
  }

  private static Provenance provenance(JsonNode json) {
    return new Provenance(
        Phase.valueOf(json.required("phase").asText()),
        json.required("samples").intValue(),
        json.required("chains").intValue(),
        json.path("newestStep").asLong(0),
        json.path("newestAgeMillis").asLong(0),
        json.required("scalerVersion").intValue());
  }

  private static PredictiveSummary numberOf(JsonNode json) {
    return new PredictiveSummary(
        number(json, "mean"),
        number(json, "standardDeviation"),
        numbers(json.path("quantiles"), LEVELS),
        number(json, "aleatoricVariance"),
        number(json, "epistemicVariance"),
        answer(json),
        json.has("recalibratedQuantiles")
            ? numbers(json.path("recalibratedQuantiles"), LEVELS)
            : null);
  }

  private ClassProbabilities classesOf(JsonNode json) {
    return new ClassProbabilities(
        numbers(json.path("probabilities"), classes),
        number(json, "entropy"),
        number(json, "aleatoricEntropy"),
        number(json, "mutualInformation"));
  }

  /** Of what goes beyond the usual quantiles; null where nothing does. */
  private static Answer answer(JsonNode json) {
    SortedMap<Double, Double> quantiles = entries(json.path("quantiles"));
    quantiles.keySet().removeIf(level -> !QuestionReader.isFurther(level));
    SortedMap<Double, Double> exceedance = entries(json.path("exceedance"));
    return quantiles.isEmpty() && exceedance.isEmpty()
        ? null
        : new Answer(
            doubles(quantiles.keySet()),
            doubles(quantiles.values()),
            doubles(exceedance.keySet()),
            doubles(exceedance.values()));
  }

  private static SortedMap<Double, Double> entries(JsonNode object) {
    SortedMap<Double, Double> entries = new TreeMap<>();
    object
        .properties()
        .forEach(e -> entries.put(Double.valueOf(e.getKey()), e.getValue().asDouble(Double.NaN)));
    return entries;
  }

  private static double[] doubles(Collection<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private double classIndex(JsonNode label) {
    return label.isMissingNode() ? Double.NaN : classes.indexOf(label.asText());
  }

  private static double number(JsonNode json, String name) {
    return json.path(name).asDouble(Double.NaN);
  }

  private static double[] numbers(JsonNode object, List<String> labels) {
    return labels.stream().mapToDouble(label -> number(object, label)).toArray();
  }
}
