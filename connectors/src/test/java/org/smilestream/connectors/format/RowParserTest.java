package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Question;
import org.smilestream.data.RecordHead;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

class RowParserTest {
  private static final Schema REGRESSION = schema(Task.REGRESSION, List.of());
  private static final Schema CLASSIFICATION =
      schema(Task.CLASSIFICATION, List.of("no", "7", "true"));

  private static final String ROW =
      """
      {"id": "r1", "at": "2014-01-01T00:00:01Z", "x1": 1.5, "x2": -2, "c": "red", "y": 3, "more": [1]}
      """;

  private static Schema schema(Task task, List<String> classes) {
    return new Schema(
        "m",
        task,
        "id",
        "at",
        List.of("x1", "x2"),
        List.of(new CategoricalColumn("c", 4)),
        "y",
        classes);
  }

  @Test
  void readsARow() {
    Row row = row(ROW);

    assertThat(row.id()).isEqualTo("r1");
    assertThat(row.eventTime()).isEqualTo(1_388_534_401_000L);
    assertThat(row.numeric()).containsExactly(1.5, -2);
    assertThat(row.categorical()).containsExactly("red");
    assertThat(row.target()).isEqualTo(3);
    assertThat(row.origin()).isEqualTo(new Origin("t", 2, 30, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2014-01-01T00:00:01Z\"",
        "\"2014-01-01T01:00:01.000+01:00\"",
        "\"2014-01-01T00:00:01\"",
        "1388534401000",
        "\"1388534401000\""
      })
  void readsEventTimes(String time) {
    assertThat(row(with("\"2014-01-01T00:00:01Z\"", time)).eventTime())
        .isEqualTo(1_388_534_401_000L);
  }

  @Test
  void takesNumbersAndBooleansAsTextAndNumbersInQuotes() {
    Row row =
        row(
            """
            {"id": 17, "at": 0, "x1": "1.5e1", "x2": "-2", "c": false, "y": "3"}
            """);

    assertThat(row.id()).isEqualTo("17");
    assertThat(row.numeric()).containsExactly(15, -2);
    assertThat(row.categorical()).containsExactly("false");
    assertThat(row.target()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"'\"no\"', 0", "7, 1", "'\"7\"', 1", "true, 2"})
  void readsClasses(String label, double index) {
    String json = with("\"y\": 3", "\"y\": " + label);

    assertThat(only(new RowParser(CLASSIFICATION, true), json).row().target()).isEqualTo(index);
  }

  @Test
  void aRequestNeedsNoTarget() {
    RowParser requests = new RowParser(REGRESSION, false);

    assertThat(only(requests, with("\"y\": 3, ", "")).row().hasTarget()).isFalse();
    assertThat(only(requests, with("\"y\": 3", "\"y\": \"?\"")).row().hasTarget()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "x1": 1.5, |                 | missing-column | column 'x1' is missing
          "y": 3,    |                 | missing-column | column 'y' is missing
          "red"      | null            | missing-column | column 'c' is null
          "r1"       | null            | missing-column | column 'id' is null
          "r1"       | ""              | bad-value      | column 'id' is empty
          "r1"       | {}              | bad-value      | column 'id' is neither a text nor a finite number nor a boolean: {}
          "red"      | ["red"]         | bad-value      | column 'c' is neither a text nor a finite number nor a boolean: ["red"]
          "red"      | NaN             | bad-value      | column 'c' is neither
          1.5        | NaN             | bad-value      | column 'x1' is not finite: NaN
          1.5        | -Infinity       | bad-value      | column 'x1' is not finite: -Infinity
          1.5        | 1e400           | bad-value      | column 'x1' is not finite
          1.5        | "NaN"           | bad-value      | column 'x1' is not a number: "NaN"
          1.5        | "0x10"          | bad-value      | column 'x1' is not a number: "0x10"
          1.5        | "1d"            | bad-value      | column 'x1' is not a number: "1d"
          1.5        | ""              | bad-value      | column 'x1' is not a number: ""
          1.5        | true            | bad-value      | column 'x1' is not a number: true
          1.5        | 2e15            | bad-value      | column 'x1' is beyond ±10^15: 2.0E15
          1.5        | "-2e15"         | bad-value      | column 'x1' is beyond ±10^15: "-2e15"
          "y": 3     | "y": "late"     | bad-value      | column 'y' is not a number: "late"
          2014-01-01 | yesterday       | bad-value      | column 'at' is neither an ISO-8601 time nor whole milliseconds: "yesterday
          2014-01-01 | +999999999-01-01| bad-value      | column 'at' is neither
          2014-01-01 | +200000-01-01   | bad-value      | column 'at' is beyond ±10^15 milliseconds
          "2014-01-01T00:00:01Z" | 1.5 | bad-value      | column 'at' is neither an ISO-8601 time nor whole milliseconds: 1.5
          "more": [1]| "id": "again"   | malformed      | the record is not JSON: Duplicate field 'id'
          "more": [1]| "more": [1      | malformed      | the record is not JSON: Unexpected
          [1]        | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]] | malformed | nesting depth
          """)
  void saysWhatIsWrong(String right, String wrong, String code, String reason) {
    String json = with(right, wrong == null ? "" : wrong);
    DeadLetter letter = deadLetter(json);

    assertThat(letter.code()).isEqualTo(code);
    assertThat(letter.reason()).contains(reason).doesNotContain("\n");
    assertThat(letter.origin()).isEqualTo(new Origin("t", 2, 30, 0));
    assertThat(new String(letter.record().payload(), StandardCharsets.UTF_8)).isEqualTo(json);
    assertThat(letter.record().length()).isEqualTo(letter.record().payload().length);
  }

  @Test
  void namesAnUnknownClass() {
    ParsedRecord parsed = only(new RowParser(CLASSIFICATION, true), ROW);

    assertThat(parsed.deadLetter().code()).isEqualTo(DeadLetter.BAD_VALUE);
    assertThat(parsed.deadLetter().reason())
        .isEqualTo("column 'y' is none of the classes [no, 7, true]: 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "null", "\"text\"", "{}}", "{} {}", "nonsense", "{\"id\":"})
  void refusesWhatIsNoObject(String json) {
    assertThat(deadLetter(json).code()).isEqualTo(DeadLetter.MALFORMED);
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] bytes = ROW.getBytes(StandardCharsets.UTF_8);
    bytes[ROW.indexOf("red")] = (byte) 0xff;

    ParsedRecord parsed = new RowParser(REGRESSION, true).parse(bytes, "t", 0, 0).get(0);

    assertThat(parsed.deadLetter().code()).isEqualTo(DeadLetter.MALFORMED);
  }

  @Test
  void namesEmptyRecords() {
    RowParser parser = new RowParser(REGRESSION, true);

    assertThat(parser.parse(null, "t", 0, 5).get(0).deadLetter().code())
        .isEqualTo(DeadLetter.EMPTY);
    for (String json : List.of("", " \n", "{\"rows\": []}")) {
      assertThat(deadLetter(json).code()).isEqualTo(DeadLetter.EMPTY);
    }
  }

  @Test
  void oneBadRowOfAMinibatchLeavesTheOthers() {
    String bad = "{\"id\": \"r2\"}";
    List<ParsedRecord> parsed =
        parse(new RowParser(REGRESSION, true), "{\"rows\": [" + ROW + "," + bad + "," + ROW + "]}");

    assertThat(parsed).hasSize(3);
    assertThat(parsed.get(0).row().origin()).isEqualTo(new Origin("t", 2, 30, 0));
    assertThat(parsed.get(2).row().origin()).isEqualTo(new Origin("t", 2, 30, 2));
    DeadLetter letter = parsed.get(1).deadLetter();
    assertThat(letter.origin()).isEqualTo(new Origin("t", 2, 30, 1));
    assertThat(letter.code()).isEqualTo(DeadLetter.MISSING_COLUMN);
    assertThat(new String(letter.record().payload(), StandardCharsets.UTF_8))
        .isEqualTo("{\"id\":\"r2\"}");
  }

  @Test
  void aColumnMayBeNamedRows() {
    Schema schema =
        new Schema("m", Task.REGRESSION, "id", "at", List.of("rows"), List.of(), "y", List.of());

    Row row =
        only(new RowParser(schema, true), "{\"id\": 1, \"at\": 0, \"rows\": 4, \"y\": 0}").row();

    assertThat(row.numeric()).containsExactly(4);
  }

  @Test
  void cutsLongPayloadsAndLongValues() {
    String json = with("1.5", "\"" + "a".repeat(100_000) + "\"");
    DeadLetter letter = deadLetter(json);

    assertThat(letter.record().length()).isEqualTo(json.length());
    assertThat(letter.record().payload()).hasSize(RecordHead.MAX_PAYLOAD);
    assertThat(letter.reason()).hasSizeLessThan(150);
    assertThat(deadLetter(with("red", "r".repeat(1001))).reason())
        .startsWith("column 'c' is longer than 1000 characters");
  }

  @Test
  void halfASurrogatePairIsNoText() {
    assertThat(deadLetter(with("red", "r\\ud83d")).reason())
        .startsWith("column 'c' has half a surrogate pair, which is no text");
    assertThat(row(with("red", "r\\ud83d\\ude00")).categorical()).containsExactly("r😀");
  }

  @Nested
  class Questions {
    private final RowParser requests = new RowParser(REGRESSION, false);

    @Test
    void aRequestAsksForFurtherQuantilesAndForThresholds() {
      Question question =
          asking("\"quantiles\": [0.99, 0.5, 0.01, 0.99], \"thresholds\": [60, \"15\", -1.5]");

      assertThat(question.levels()).as("each once, not the usual 0.5").containsExactly(0.01, 0.99);
      assertThat(question.thresholds()).containsExactly(-1.5, 15, 60);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", "\"quantiles\": []", "\"quantiles\": null", "\"quantiles\": [0.05, 0.95]"})
    void aRequestMayAskForNothingFurther(String member) {
      assertThat(asking(member)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        textBlock =
            """
            "quantiles": 0.5         | 'quantiles' is not a list of numbers: 0.5
            "quantiles": ["a"]       | column 'quantiles' is not a number: "a"
            "quantiles": [0.5, 0]    | 'quantiles' has a level outside of 10^-6 to 1 - 10^-6: [0.5,0]
            "quantiles": [1]         | 'quantiles' has a level outside of 10^-6 to 1 - 10^-6: [1]
            "quantiles": [NaN]       | column 'quantiles' is not finite: NaN
            "thresholds": {"a": 1}   | 'thresholds' is not a list of numbers: {"a":1}
            "thresholds": [1e16]     | column 'thresholds' is beyond ±10^15: 1.0E16
            "thresholds": [[1]]      | column 'thresholds' is not a number: [1]
            """)
    void saysWhatCannotBeAsked(String member, String reason) {
      DeadLetter letter = only(requests, request(member)).deadLetter();

      assertThat(letter.code()).isEqualTo(DeadLetter.BAD_VALUE);
      assertThat(letter.reason()).isEqualTo(reason);
    }

    @Test
    void thereIsALimitToWhatIsAsked() {
      String most = "\"thresholds\": " + IntStream.range(0, Question.MAX_ASKED).boxed().toList();
      assertThat(asking(most).thresholds()).hasSize(Question.MAX_ASKED);

      String more = most.replace("[0,", "[0, -1,");
      assertThat(only(requests, request(more)).deadLetter().reason())
          .startsWith("'thresholds' has more than 32 numbers: [0,-1,1,");
    }

    @Test
    void aClassHasNeitherQuantilesNorThresholds() {
      assertThat(
              only(new RowParser(CLASSIFICATION, false), request("\"quantiles\": [0.1]"))
                  .deadLetter()
                  .reason())
          .isEqualTo("'quantiles' asks about a number, and the target is a class: [0.1]");
    }

    @Test
    void aColumnOfThatNameIsTheColumn() {
      Schema schema =
          new Schema(
              "m",
              Task.REGRESSION,
              "id",
              "at",
              List.of("quantiles"),
              List.of(),
              "thresholds",
              List.of());
      Row row =
          only(
                  new RowParser(schema, false),
                  "{\"id\": 1, \"at\": 0, \"quantiles\": 4, \"thresholds\": [2]}")
              .row();

      assertThat(row.numeric()).containsExactly(4);
      assertThat(row.question().thresholds()).as("a request has no target").containsExactly(2);
    }

    @Test
    void anObservationAsksForNothing() {
      assertThat(row(request("\"quantiles\": \"none\"")).question()).isNull();
    }

    private Question asking(String member) {
      return only(requests, request(member)).row().question();
    }

    private String request(String member) {
      return with("\"more\": [1]", member.isEmpty() ? "\"more\": 1" : member);
    }
  }

  private static String with(String part, String replacement) {
    assertThat(ROW).contains(part);
    return ROW.replace(part, replacement);
  }

  private static Row row(String json) {
    ParsedRecord parsed = only(new RowParser(REGRESSION, true), json);
    assertThat(parsed.deadLetter()).isNull();
    return parsed.row();
  }

  private static DeadLetter deadLetter(String json) {
    ParsedRecord parsed = only(new RowParser(REGRESSION, true), json);
    assertThat(parsed.row()).isNull();
    return parsed.deadLetter();
  }

  private static ParsedRecord only(RowParser parser, String json) {
    List<ParsedRecord> parsed = parse(parser, json);
    assertThat(parsed).hasSize(1);
    return parsed.get(0);
  }

  private static List<ParsedRecord> parse(RowParser parser, String json) {
    return parser.parse(json.getBytes(StandardCharsets.UTF_8), "t", 2, 30);
  }

  @Test
  void aTargetWithoutALogarithmIsABadValue() {
    String late =
        """
        {"model": "m", "task": "regression", "id": "id", "eventTime": "at", "numeric": ["x"],
        "target": {"column": "y", "transform": "log1p"}}
        """;
    RowParser parser =
        new RowParser(SchemaFile.parse("m.json", late.getBytes(StandardCharsets.UTF_8)), true);

    assertThat(only(parser, "{\"id\": 1, \"at\": 0, \"x\": 1, \"y\": 0}").row().target()).isZero();
    assertThat(only(parser, "{\"id\": 1, \"at\": 0, \"x\": 1, \"y\": -1}").deadLetter().reason())
        .isEqualTo("column 'y' is outside of what its transform takes: -1");
  }

  @Nested
  class LateLabels {
    private static final String LATE =
        """
        model: m
        task: regression
        id: id
        eventTime: at
        labelTime: known
        numeric: [x]
        target: y
        missing: "?"
        """;

    private final Schema schema =
        SchemaFile.parse("late.yaml", LATE.getBytes(StandardCharsets.UTF_8));
    private final RowParser observations = new RowParser(schema, true);

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"y\": null", ", \"y\": \"?\""})
    void aRecordWithoutTheTargetIsFeatures(String target) {
      Row row = only(observations, "{\"id\": 1, \"at\": 5, \"x\": 2" + target + "}").row();

      assertThat(row.eventTime()).isEqualTo(5);
      assertThat(row.numeric()).containsExactly(2);
      assertThat(row.hasTarget()).isFalse();
    }

    @Test
    void aRecordWithTheTargetIsALabelAndNeedsNoFeatures() {
      Row row = only(observations, "{\"id\": 1, \"known\": 7, \"y\": 3}").row();

      assertThat(row.eventTime()).isEqualTo(7);
      assertThat(row.target()).isEqualTo(3);
      assertThat(row.numeric()).isEmpty();
    }

    @Test
    void aRecordInATopicOfLabelsNeedsTheTarget() {
      RowParser labels = new RowParser(schema, RowContent.LABEL);

      assertThat(only(labels, "{\"id\": 1, \"known\": 7, \"y\": 3}").row().target()).isEqualTo(3);
      assertThat(only(labels, "{\"id\": 1, \"known\": 7}").deadLetter().code())
          .isEqualTo(DeadLetter.MISSING_COLUMN);
      assertThat(only(labels, "{\"id\": 1, \"y\": 7}").deadLetter().reason())
          .contains("'known' is missing");
    }

    @Test
    void aRequestIsAsEver() {
      Row row =
          only(new RowParser(schema, false), "{\"id\": 1, \"at\": 5, \"x\": 2, \"y\": 3}").row();
      assertThat(row.hasTarget()).isFalse();
      assertThat(row.eventTime()).isEqualTo(5);
    }
  }
}
