package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

/**
 * Damaged records: whatever comes in, a row or a dead letter comes out, and both can be written.
 */
class RowParserFuzzTest {
  private static final Schema SCHEMA =
      new Schema(
          "m",
          Task.REGRESSION,
          "id",
          "at",
          List.of("x"),
          List.of(new CategoricalColumn("c", 4)),
          "y",
          List.of());
  private static final byte[] ROW =
      bytes("{\"id\":\"é1\",\"at\":1388534401000,\"x\":-1.5e2,\"c\":\"\\u00e9\",\"y\":\"3\"}");
  private static final byte[] MINIBATCH =
      bytes(
          "{\"rows\":[{\"id\":1,\"at\":\"2014-01-01T00:00:01Z\",\"x\":1,\"c\":true,\"y\":0},{\"id\":2}]}");
  private static final List<byte[]> FRAGMENTS =
      List.of(
          bytes("null"),
          bytes("NaN"),
          bytes("1e999999999"),
          bytes("[[[["),
          bytes("{\"x\":"),
          bytes("\"rows\":[{}],"),
          bytes("\\ud83d"),
          bytes("\\"),
          bytes("9".repeat(2000)),
          bytes("[".repeat(5000)),
          bytes("+999999999-12-31T23:59:59Z"),
          new byte[] {0, 0},
          new byte[] {(byte) 0xff, (byte) 0xfe},
          new byte[] {(byte) 0xf4, (byte) 0x90});

  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void everyInputBecomesRowsOrDeadLetters() throws IOException {
    Random random = new Random(20140101);
    RowParser observations = new RowParser(SCHEMA, true);
    RowParser requests = new RowParser(SCHEMA, false);
    int rows = 0;
    int deadLetters = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] input = mutate(i % 2 == 0 ? ROW : MINIBATCH, random);
      List<ParsedRecord> parsed = (i % 4 < 2 ? observations : requests).parse(input, "t", 0, i);
      assertThat(parsed).isNotEmpty();
      for (ParsedRecord record : parsed) {
        if (record.row() != null) {
          checkRow(record.row(), i % 4 < 2);
          rows++;
        } else {
          checkDeadLetter(record.deadLetter(), i);
          deadLetters++;
        }
      }
    }
    // Both happen often, or the mutations test nothing.
    assertThat(rows).isGreaterThan(1000);
    assertThat(deadLetters).isGreaterThan(1000);
  }

  private static void checkRow(Row row, boolean target) {
    assertThat(row.id()).isNotEmpty();
    assertThat(row.numeric()).hasSize(1);
    assertThat(Math.abs(row.numeric()[0])).isLessThanOrEqualTo(1e15);
    assertThat(row.categorical()).hasSize(1).doesNotContainNull();
    assertThat(row.hasTarget()).isEqualTo(target);
  }

  private static void checkDeadLetter(DeadLetter letter, long offset) throws IOException {
    assertThat(letter.reason()).isNotBlank();
    JsonNode json = JSON.readTree(new DeadLetterFormat().value(letter));
    assertThat(json.get("code").textValue()).isEqualTo(letter.code());
    assertThat(json.get("offset").longValue()).isEqualTo(offset);
  }

  /** Overwrites, cuts out, repeats or inserts, once or a few times. */
  private static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int times = random.nextInt(4); times >= 0; times--) {
      int at = random.nextInt(bytes.length + 1);
      int length = Math.min(random.nextInt(6), bytes.length - at);
      switch (random.nextInt(5)) {
        case 0 -> random(bytes, at, length, random);
        case 1 -> bytes = splice(bytes, at, length, new byte[0]);
        case 2 -> bytes = splice(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
        case 3 -> bytes = splice(bytes, at, 0, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
        default -> {
          // A digit for a digit or a letter for a letter: what is still JSON.
          if (at < bytes.length && Character.isLetterOrDigit(bytes[at])) {
            bytes[at] += (byte) (random.nextInt(3) - 1);
          }
        }
      }
    }
    return bytes;
  }

  private static void random(byte[] bytes, int at, int length, Random random) {
    for (int i = at; i < at + length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
  }

  private static byte[] splice(byte[] bytes, int at, int cut, byte[] insert) {
    byte[] result = new byte[bytes.length - cut + insert.length];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(insert, 0, result, at, insert.length);
    System.arraycopy(bytes, at + cut, result, at + insert.length, bytes.length - at - cut);
    return result;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
