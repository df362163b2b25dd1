package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.Row;

class DeadLetterFormatTest {
  private static final Origin ORIGIN = new Origin("observations", 3, 17, 2);

  private final DeadLetterFormat format = new DeadLetterFormat();

  @Test
  void writesTextAsText() {
    assertThat(json(bytes("{\"é\":\n")))
        .isEqualTo(
            "{\"code\":\"malformed\",\"reason\":\"why\",\"topic\":\"observations\",\"partition\":3,"
                + "\"offset\":17,\"index\":2,\"length\":7,"
                + "\"sha256\":\"097293f3e680a1a5779bc0a8848a95a457ea05c68a995fcae503bb92890c8871\","
                + "\"payload\":\"{\\\"é\\\":\\n\"}");
  }

  @Test
  void writesOtherBytesInBase64() {
    assertThat(json(new byte[] {(byte) 0xff, 0, 1})).endsWith(",\"payloadBase64\":\"/wAB\"}");
  }

  @Test
  void writesTheKey() {
    assertThat(json(bytes("k-1"), bytes("x")))
        .contains(",\"index\":2,\"key\":\"k-1\",\"length\":1,");
    assertThat(json(new byte[] {(byte) 0xff}, bytes("x"))).contains(",\"keyBase64\":\"/w==\",");
    assertThat(json(new byte[10_000], bytes("x")).length()).isLessThan(7000);
  }

  @Test
  void leavesOutWhatThereIsNot() {
    assertThat(json(new byte[0]))
        .doesNotContain("payload")
        .contains(",\"length\":0,\"sha256\":\"e3b0");
    DeadLetter late = DeadLetter.withoutRecord(DeadLetter.LATE, "why", ORIGIN);
    assertThat(format.value(late)).asString().endsWith(",\"index\":2}");
    assertThat(format.key(late)).isNull();
  }

  @Test
  void namesTheRowWhereItsRecordIsNotAtHand() {
    Row row = new Row("r-1", 5, new double[0], new String[0], 1, ORIGIN);

    assertThat(format.value(DeadLetter.ofRow(DeadLetter.LATE, "why", row)))
        .asString()
        .endsWith(",\"index\":2,\"id\":\"r-1\"}");
    assertThat(format.value(DeadLetter.ofRow(DeadLetter.LATE, "why", row).ofModel("wide", 3)))
        .asString()
        .endsWith(",\"id\":\"r-1\",\"model\":\"wide\",\"models\":3}");
  }

  @Test
  void keepsTheBeginningOfALongRecordAndCutsNoCharacter() throws IOException {
    byte[] record = bytes("é".repeat(100_000) + "end");
    byte[] shifted = bytes("x" + "é".repeat(100_000));

    JsonNode json = new JsonMapper().readTree(json(record));
    assertThat(json.get("payload").textValue()).isEqualTo("é".repeat(32 * 1024));
    assertThat(json.get("length").intValue()).isEqualTo(200_003);
    assertThat(json.get("sha256").textValue())
        .isEqualTo(
            new JsonMapper()
                .readTree(json(bytes("é".repeat(100_000) + "end")))
                .get("sha256")
                .textValue())
        .isNotEqualTo(
            new JsonMapper()
                .readTree(json(bytes("é".repeat(100_000) + "enD")))
                .get("sha256")
                .textValue());
    assertThat(new JsonMapper().readTree(json(shifted)).get("payload").textValue())
        .isEqualTo("x" + "é".repeat(32 * 1024 - 1));
  }

  /** Control characters take six bytes each, and nothing takes more. */
  @Test
  void theLongestOneIsNotTooLongForATopic() {
    byte[] controls = new byte[20 * 1024 * 1024];
    Arrays.fill(controls, (byte) 1);
    DeadLetter letter =
        DeadLetter.of(DeadLetter.MALFORMED, "\u0001".repeat(100_000), ORIGIN, controls, controls);

    assertThat(format.value(letter).length).isBetween(400_000, DeadLetterFormat.MAX_BYTES);
  }

  private String json(byte[] record) {
    return json(null, record);
  }

  private String json(byte[] key, byte[] record) {
    DeadLetter letter = DeadLetter.of(DeadLetter.MALFORMED, "why", ORIGIN, key, record);
    return new String(format.value(letter), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
