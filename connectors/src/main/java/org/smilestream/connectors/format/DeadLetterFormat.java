package org.smilestream.connectors.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.smilestream.data.DeadLetter;

/**
 * Dead letters as JSON, without a key. The payload stands in the field "payload" if it is valid
 * UTF-8, else in "payloadBase64"; an empty one is left out.
 */
public final class DeadLetterFormat implements RecordFormat<DeadLetter> {
  private static final long serialVersionUID = 1;

  @Override
  public byte[] key(DeadLetter letter) {
    return null;
  }

  @Override
  public byte[] value(DeadLetter letter) {
    JsonRecord json =
        new JsonRecord()
            .text("code", letter.code())
            .text("reason", letter.reason())
            .text("topic", letter.origin().topic())
            .integer("partition", letter.origin().partition())
            .integer("offset", letter.origin().offset())
            .integer("index", letter.origin().index())
            .integer("length", letter.length());
    if (letter.payload().length > 0) {
      String text = utf8(letter.payload());
      if (text != null) {
        json.text("payload", text);
      } else {
        json.text("payloadBase64", Base64.getEncoder().encodeToString(letter.payload()));
      }
    }
    return json.toBytes();
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
