package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.ControlRecord.Kind;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedControl;

class ControlParserTest {
  private static final Origin ORIGIN = new Origin("control", 0, 9, 0);
  private final ControlParser parser = new ControlParser();

  private ParsedControl parse(String json) {
    return parser.parse(null, json.getBytes(StandardCharsets.UTF_8), ORIGIN);
  }

  private static ControlRecord record(
      String model, Kind kind, long from, Map<String, String> options, boolean on, String key) {
    return new ControlRecord("c", model, kind, from, options, on, key, ORIGIN);
  }

  @Test
  void optionsAreTextsAndNullIsAsConfigured() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("window.rows", "5000");
    options.put("sampler.energy-error-target", "1.0E-7");
    options.put("drift.reaction", "forget");
    options.put("learning.steps-per-row", null);

    assertThat(
            parse(
                    """
                    {"id": "c", "type": "set", "model": "m", "from": "2014-01-15T00:00:00Z",
                     "options": {"window.rows": 5000, "sampler.energy-error-target": 1e-7,
                       "drift.reaction": "forget", "learning.steps-per-row": null}}
                    """)
                .control())
        .isEqualTo(record("m", Kind.SET, 1_389_744_000_000L, options, false, null));
  }

  @Test
  void eachTypeHasItsMembers() {
    assertThat(parse("{\"id\":\"c\",\"type\":\"pause\",\"from\":1389744000000}").control())
        .isEqualTo(record(null, Kind.PAUSE, 1_389_744_000_000L, Map.of(), false, null));
    assertThat(parse("{\"id\":\"c\",\"type\":\"resume\",\"from\":-5,\"model\":null}").control())
        .isEqualTo(record(null, Kind.RESUME, -5, Map.of(), false, null));
    assertThat(parse("{\"id\":\"c\",\"type\":\"rewarm\",\"from\":0}").control())
        .isEqualTo(record(null, Kind.REWARM, 0, Map.of(), false, null));
    assertThat(parse("{\"id\":\"c\",\"type\":\"answers\",\"on\":true}").control())
        .isEqualTo(record(null, Kind.ANSWERS, ControlRecord.AT_ONCE, Map.of(), true, null));
    assertThat(parse("{\"id\":\"c\",\"type\":\"retire\",\"from\":7,\"key\":\"AA\"}").control())
        .isEqualTo(record(null, Kind.RETIRE, 7, Map.of(), false, "AA"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"id": "c                                             | malformed      | not JSON
          [1]                                                   | malformed      | not a JSON object: [1]
          {"type": "pause", "from": 1}                          | missing-column | 'id' is missing
          {"id": "c", "from": 1}                                | missing-column | 'type' is missing
          {"id": "c", "type": "pause"}                          | missing-column | 'from' is missing
          {"id": "c", "type": "set", "from": 1}                 | missing-column | 'options' is missing
          {"id": "c", "type": "answers"}                        | missing-column | 'on' is missing
          {"id": "c", "type": "retire", "from": 1}              | missing-column | 'key' is missing
          {"id": 5, "type": "pause", "from": 1}                 | bad-value      | 'id' is not a text of 1 to 200 characters: 5
          {"id": "", "type": "pause", "from": 1}                | bad-value      | 'id' is not a text
          {"id": "c", "type": "stop", "from": 1}                | bad-value      | 'type' is none of set, pause, resume, rewarm, answers, retire: "stop"
          {"id": "c", "type": "pause", "from": "soon"}          | bad-value      | 'from' is neither an ISO-8601 time nor whole milliseconds: "soon"
          {"id": "c", "type": "pause", "from": 1, "rom": 2}     | bad-value      | a record of type 'pause' has no 'rom'
          {"id": "c", "type": "answers", "on": true, "from": 1} | bad-value      | a record of type 'answers' has no 'from'
          {"id": "c", "type": "answers", "on": "yes"}           | bad-value      | 'on' is neither true nor false: "yes"
          {"id": "c", "type": "set", "from": 1, "options": {}}  | bad-value      | 'options' is not an object of 1 to 100 options
          {"id": "c", "type": "set", "from": 1, "options": {"a": [1]}} | bad-value | 'options' has a name or a value that is no short text or number
          """)
  void whatIsWrongIsNamed(String json, String code, String reason) {
    DeadLetter letter = parse(json).deadLetter();

    assertThat(letter).as(json).isNotNull();
    assertThat(letter.code()).isEqualTo(code);
    assertThat(letter.reason()).contains(reason);
    assertThat(letter.origin()).isEqualTo(ORIGIN);
    assertThat(letter.record().payload()).asString().isEqualTo(json);
  }

  @Test
  void noValueIsEmpty() {
    assertThat(parser.parse(null, null, ORIGIN).deadLetter().code()).isEqualTo(DeadLetter.EMPTY);
  }
}
