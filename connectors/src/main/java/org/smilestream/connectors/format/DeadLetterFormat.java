package org.smilestream.connectors.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.RecordHead;

/**
 * Dead letters as JSON, without a key of their own. The record's key and its first bytes stand in
 * "key" and "payload" if they are valid UTF-8, else in "keyBase64" and "payloadBase64"; what is
 * empty is left out. No dead letter is longer than {@value #MAX_BYTES} bytes.
 */
public final class DeadLetterFormat implements RecordFormat<DeadLetter> {
  private static final long serialVersionUID = 1;

  /** In JSON a byte of payload takes up to six: a control character is written as \u0000. */
  public static final int MAX_BYTES = 512 * 1024;

  private static final int MAX_REASON = 8 * 1024;

  @Override
  public byte[] key(DeadLetter letter) {
    return null;
  }

  @Override
  public byte[] value(DeadLetter letter) {
    JsonRecord json =
        new JsonRecord()
            .text("code", letter.code())
            .text("reason", Excerpt.of(letter.reason(), MAX_REASON))
            .text("topic", letter.origin().topic())
            .integer("partition", letter.origin().partition())
            .integer("offset", letter.origin().offset())
            .integer("index", letter.origin().index())
            .text("id", letter.id());
    if (letter.model() != null) {
      json.text("model", letter.model()).integer("models", letter.models());
    }
    RecordHead record = letter.record();
    if (record != null) {
      put(json, "key", record.key());
      json.integer("length", record.length()).text("sha256", record.sha256());
      put(json, "payload", record.payload());
    }
    return json.toBytes();
  }

  private static void put(JsonRecord json, String name, byte[] bytes) {
    if (bytes == null || bytes.length == 0) {
      return;
    }
    String text = utf8(bytes);
    if (text != null) {
      json.text(name, text);
    } else {
      json.text(name + "Base64", Base64.getEncoder().encodeToString(bytes));
    }
  }

  /** The bytes as text, or null if they are not UTF-8. */
  private static String utf8(byte[] bytes) {
    try {
      // A new decoder reports bad bytes; new String(…) would replace them.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
