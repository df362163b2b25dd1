package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.MetricsReport;
import org.smilestream.data.Origin;
import org.smilestream.data.Schema;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;

/** The examples of docs/records.md are what the formats read and write. */
class RecordsPageTest {
  private static final Schema SCHEMA = Flights.schema();

  @Test
  void theSchemaIsThatOfTheFlights() throws IOException {
    byte[] yaml = blocks("yaml").get(0).getBytes(StandardCharsets.UTF_8);

    assertThat(SchemaFile.parse("records.md", yaml)).isEqualTo(SCHEMA);
  }

  @Test
  void theJsonRecordsAreReadAndWritten() throws IOException {
    List<String> json = blocks("json");
    assertThat(json).hasSize(8);
    assertThat(Flights.rows().get(41).value()).asString().isEqualTo(json.get(0));

    PredictionFormat predictions = new PredictionFormat(SCHEMA);
    byte[] prediction = json.get(1).getBytes(StandardCharsets.UTF_8);
    assertThat(predictions.value(predictions.read(prediction))).asString().isEqualTo(json.get(1));

    byte[] bad =
        new JsonMapper()
            .readTree(json.get(2))
            .get("payload")
            .textValue()
            .getBytes(StandardCharsets.UTF_8);
    DeadLetter letter =
        new RowParser(SCHEMA, true).parse(bad, "observations", 1, 20).get(0).deadLetter();
    assertThat(new DeadLetterFormat().value(letter)).asString().isEqualTo(json.get(2));
  }

  @Test
  void theMetricsAreWritten() throws IOException {
    String json = blocks("json").get(5);
    JsonNode record = new JsonMapper().readTree(json);
    List<String> names = new ArrayList<>();
    record.get("values").fieldNames().forEachRemaining(names::add);
    MetricsReport report =
        new MetricsReport(
            record.get("operator").textValue(),
            record.get("subtask").intValue(),
            Instant.parse(record.get("time").textValue()).toEpochMilli(),
            names.toArray(String[]::new),
            names.stream()
                .mapToDouble(name -> record.get("values").get(name).asDouble())
                .toArray());

    MetricsFormat format = new MetricsFormat(SCHEMA.model());
    assertThat(format.value(report)).asString().isEqualTo(json);
    assertThat(format.key(report)).asString().isEqualTo("flights-order-0");
  }

  @Test
  void featuresAndLabelAreThoseOfAFlight() throws IOException {
    Flights.Flight flight = Flights.flights().get(41);
    String records =
        Flights.featuresAndLabels(List.of(flight)).stream()
            .map(record -> new String(record.value(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("\n"));

    assertThat(blocks("jsonl")).containsExactly(records);
    RowParser parser = new RowParser(Flights.schemaOfLateLabels(), true);
    assertThat(records.lines().map(line -> line.getBytes(StandardCharsets.UTF_8)))
        .extracting(record -> parser.parse(record, "t", 0, 0).get(0).row().hasTarget())
        .containsExactly(false, true);
  }

  @Test
  void theControlRecordsAreReadAndTheFirstIsAcknowledged() throws IOException {
    List<ControlRecord> records =
        blocks("ndjson").get(0).lines().map(RecordsPageTest::control).toList();
    assertThat(records)
        .extracting(ControlRecord::kind)
        .containsExactly(ControlRecord.Kind.values());

    long eventTime = Instant.parse("2014-01-15T05:00:00Z").toEpochMilli();
    ControlAcknowledgement first =
        new ControlAcknowledgement(
            SCHEMA.model(),
            records.get(0).id(),
            records.get(0).kind(),
            ControlAcknowledgement.Status.APPLIED,
            3410,
            eventTime,
            null);
    AcknowledgementFormat format = new AcknowledgementFormat();
    assertThat(format.value(first)).asString().isEqualTo(blocks("json").get(6));
    assertThat(format.key(first)).asString().isEqualTo("flights");
  }

  private static ControlRecord control(String line) {
    return new ControlParser()
        .parse(null, line.getBytes(StandardCharsets.UTF_8), new Origin("control", 0, 0, 0))
        .control();
  }

  @Test
  void theEntryOfADictionaryIsWritten() throws IOException {
    ModelSpec spec =
        new ModelSpec(
            SCHEMA.numeric().size(),
            SCHEMA.categorical().stream().map(CategoricalColumn::slots).toList(),
            List.of(16),
            2,
            Activation.RELU,
            Likelihood.GAUSSIAN_HETEROSCEDASTIC,
            Prior.STANDARD_NORMAL);
    KnowledgeUpdate update =
        KnowledgeUpdate.of(41, 1_388_565_300_000L, new DictionaryEntry(1, "WN", 3));

    assertThat(new ModelRecordFormat(SCHEMA, spec, Map.of()).value(update))
        .asString()
        .isEqualTo(blocks("json").get(7));
  }

  @Test
  void thePosteriorSampleIsRead() throws IOException {
    PosteriorSampleFormat format = new PosteriorSampleFormat();
    String hex = blocks("").get(0);

    byte[] key = format.key(format.read(HexFormat.of().parseHex(hex)));

    assertThat(key).asString().isEqualTo("m-5-2");
  }

  private static List<String> blocks(String language) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "records.md"));
    Pattern block = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)\\n```$");
    return block
        .matcher(page)
        .results()
        .filter(match -> match.group(1).equals(language))
        .map(match -> match.group(2))
        .toList();
  }
}
