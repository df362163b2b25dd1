package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;

class DeadLetterFormatTest {
  private static final Origin ORIGIN = new Origin("observations", 3, 17, 2);

  private final DeadLetterFormat format = new DeadLetterFormat();

  @Test
  void writesTextAsText() {
    assertThat(json("{\"é\":\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            "{\"code\":\"malformed\",\"reason\":\"why\",\"topic\":\"observations\",\"partition\":3,"
                + "\"offset\":17,\"index\":2,\"length\":99,\"payload\":\"{\\\"é\\\":\\n\"}");
  }

  @Test
  void writesOtherBytesInBase64() {
    assertThat(json(new byte[] {(byte) 0xff, 0, 1})).endsWith(",\"payloadBase64\":\"/wAB\"}");
  }

  @Test
  void leavesOutAnEmptyPayload() {
    assertThat(json(new byte[0])).endsWith(",\"length\":99}");
    assertThat(format.key(new DeadLetter("late", "why", ORIGIN, new byte[0], 0))).isNull();
  }

  private String json(byte[] payload) {
    DeadLetter letter = new DeadLetter(DeadLetter.MALFORMED, "why", ORIGIN, payload, 99);
    return new String(format.value(letter), StandardCharsets.UTF_8);
  }
}
