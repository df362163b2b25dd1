package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smilestream.data.Answer;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.data.MetricsReport;
import org.smilestream.data.Origin;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Schema;
import org.smilestream.data.Score;
import org.smilestream.data.Task;
import org.smilestream.data.TunerStatistics;

/**
 * What the formats write is what the schemas in docs/schemas say. A member that a schema does not
 * name fails here: users' schemas are open, but ours are to name all.
 */
class JsonSchemaTest {
  private static final Path SCHEMAS = Path.of("..", "docs", "schemas");
  private static final JsonMapper JSON = new JsonMapper();
  private static final Origin ORIGIN = new Origin("t", 0, 1, 2);

  record Written(String schema, byte[] value) {}

  static Stream<Written> records() {
    PredictionFormat numbers = new PredictionFormat(schema(Task.REGRESSION, List.of()));
    PredictionFormat classes = new PredictionFormat(schema(Task.CLASSIFICATION, List.of("a", "b")));
    DeadLetterFormat deadLetters = new DeadLetterFormat();
    double[] one = {0.5};
    double[] quantiles = {1, 2, 3, 4, 5};
    PredictiveSummary number = new PredictiveSummary(1, 1, quantiles, 1, 1, null, null);
    Answer answer = new Answer(new double[] {0.99}, one, new double[] {15}, one);
    ClassProbabilities two = new ClassProbabilities(new double[] {0.25, 0.75}, 0.5, 0.4, 0.1);
    Score score = new Score(3, 0.5, 0.5);
    return Stream.of(
        new Written("prediction", numbers.value(prediction(number, null, 3, score))),
        new Written(
            "prediction",
            numbers.value(prediction(number.with(answer), null, Double.NaN, Score.NONE))),
        new Written(
            "prediction",
            numbers.value(prediction(number.recalibrated(quantiles), null, 3, score))),
        new Written("prediction", numbers.value(prediction(null, null, Double.NaN, Score.NONE))),
        new Written("prediction", classes.value(prediction(null, two, 1, Score.ofClass(-0.3)))),
        new Written(
            "dead-letter",
            deadLetters.value(
                DeadLetter.of(
                    DeadLetter.MALFORMED, "why", ORIGIN, new byte[] {'k'}, new byte[] {'p'}))),
        new Written(
            "dead-letter",
            deadLetters.value(
                DeadLetter.of(
                    DeadLetter.BAD_VALUE, "why", ORIGIN, new byte[] {-1}, new byte[] {-1}))),
        new Written(
            "dead-letter",
            deadLetters.value(DeadLetter.withoutRecord(DeadLetter.NO_ROOM, "why", ORIGIN))),
        new Written(
            "dead-letter",
            deadLetters.value(
                DeadLetter.withoutRecord(DeadLetter.NOT_ANSWERED, "why", ORIGIN)
                    .ofChallenger("wide", 2))),
        new Written("tuner", new TunerFormat().value(tuner(Double.NaN, "began anew"))),
        new Written("tuner", new TunerFormat().value(tuner(0.5, null))),
        new Written("diagnostics", new DiagnosticsFormat().value(diagnostics(0.9, null))),
        new Written(
            "diagnostics", new DiagnosticsFormat().value(diagnostics(Double.NaN, new double[10]))),
        new Written(
            "metrics",
            new MetricsFormat("m")
                .value(new MetricsReport("order", 0, 5, new String[] {"order.rows"}, one))),
        new Written("control", new AcknowledgementFormat().value(acknowledgement(7, 5, null))),
        new Written(
            "control",
            new AcknowledgementFormat()
                .value(
                    acknowledgement(
                        ControlAcknowledgement.NO_ROW, ControlRecord.AT_ONCE, "why not"))));
  }

  private static ControlAcknowledgement acknowledgement(
      long sequence, long eventTime, String message) {
    return new ControlAcknowledgement(
        "m",
        "c",
        ControlRecord.Kind.REWARM,
        ControlAcknowledgement.Status.LATE,
        sequence,
        eventTime,
        message);
  }

  private static Schema schema(Task task, List<String> classes) {
    return new Schema("m", task, "id", "at", List.of("x"), List.of(), "y", classes);
  }

  private static Prediction prediction(
      PredictiveSummary number, ClassProbabilities classes, double target, Score score) {
    Provenance provenance = new Provenance(Phase.SAMPLING, 8, 2, 10, -11, 1);
    return new Prediction("r", 1, "m", 4, provenance, number, classes, target, score);
  }

  private static TunerStatistics tuner(double number, String event) {
    double[] numbers = {number, 2};
    long[] counts = {0, 3};
    return new TunerStatistics(
        "m",
        0,
        new int[] {0, 2},
        1,
        2,
        Phase.TUNING,
        3,
        4,
        5,
        numbers,
        numbers,
        numbers,
        numbers,
        counts,
        counts,
        numbers,
        "scalar",
        event);
  }

  private static DiagnosticsReport diagnostics(double ofClasses, double[] pit) {
    return new DiagnosticsReport(
        "m", 1, 2, 1.01, 3, 4, -5, 6, 7, 8, 0.5, 0.9, ofClasses, ofClasses, ofClasses, pit);
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatIsWrittenIsWhatTheSchemaSays(Written record) throws IOException {
    assertThat(errors(record.schema(), JSON.readTree(record.value()))).isEmpty();
  }

  /** All JSON records of docs/records.md that have a schema. */
  @Test
  void theExamplesAreWhatTheSchemasSay() throws IOException {
    List<String> records =
        Pattern.compile("(?ms)^```json\\n(.*?)\\n```$")
            .matcher(Files.readString(Path.of("..", "docs", "records.md")))
            .results()
            .map(match -> match.group(1))
            .toList();
    String[] schemas = {
      null, "prediction", "dead-letter", "tuner", "diagnostics", "metrics", "control", "category"
    };
    assertThat(records).hasSameSizeAs(schemas);
    for (int i = 1; i < schemas.length; i++) {
      assertThat(errors(schemas[i], JSON.readTree(records.get(i)))).as(schemas[i]).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          prediction  | {"phase": "SAMPLED"}
          prediction  | {"eventTime": "yesterday"}
          prediction  | {"exceedance": {"15": 1.5}}
          prediction  | {"samples": 0.5}
          prediction  | {"surprise": 1}
          dead-letter | {"code": "bad"}
          dead-letter | {"sha256": "5e"}
          tuner       | {"stepSizes": ["small"]}
          diagnostics | {"pitHistogram": [1]}
          metrics     | {"values": {"order.rows": "many"}}
          control     | {"status": "done"}
          """)
  void whatIsWrongIsFound(String schema, String change) throws IOException {
    Written right =
        records().filter(each -> each.schema().equals(schema)).findFirst().orElseThrow();
    ObjectNode record = (ObjectNode) JSON.readTree(right.value());
    record.setAll((ObjectNode) JSON.readTree(change));

    assertThat(errors(schema, record)).hasSize(1);
  }

  private static Set<ValidationMessage> errors(String name, JsonNode record) throws IOException {
    ObjectNode schema = (ObjectNode) JSON.readTree(SCHEMAS.resolve(name + ".schema.json").toFile());
    schema.put("additionalProperties", false);
    JsonSchema validator =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                schema, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    return validator.validate(record);
  }
}
