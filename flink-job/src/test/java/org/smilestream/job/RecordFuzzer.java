package org.smilestream.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/**
 * Makes, from a seed, whatever can come in a topic of rows of {@link SyntheticStream#SCHEMA}: good
 * rows, damaged ones, and what was never a row.
 */
final class RecordFuzzer {
  private static final int LARGE_BYTES = 10_000_000;
  private static final List<String> COLUMNS = List.of("id", "time", "x1", "x2", "colour", "y");

  /** JSON values of all types, the extreme ones among them, and what is almost JSON. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "[]",
          "{}",
          "[[1]]",
          "{\"a\":1}",
          "\"\"",
          "\"x\"",
          "\"12.5\"",
          "\"1e3\"",
          "\"NaN\"",
          "\"0x1p3\"",
          "\"１２\"",
          "0",
          "-0.0",
          "1e-320",
          "4.9e-324",
          "1e15",
          "-1e15",
          "1000000000000001",
          "1e300",
          "1.7976931348623157e308",
          "1e309",
          "-1e99999",
          "9".repeat(400),
          "9".repeat(1000),
          "9".repeat(1001),
          "1e" + "9".repeat(50),
          "0." + "0".repeat(900) + "1",
          "NaN",
          "-Infinity",
          "Infinity",
          "nan",
          "+1",
          ".5",
          "1.",
          "01",
          "0x10",
          "1_000",
          "undefined",
          "'x'",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\u0000\"",
          "\"\\x\"",
          "\"a\tb\"",
          "\"" + "é".repeat(1000) + "\"",
          "\"" + "é".repeat(1001) + "\"",
          "\"" + "\\u0001".repeat(1000) + "\"",
          "\"" + "long ".repeat(2_000) + "\"",
          "\"9999-12-31T23:59:59Z\"",
          "\"+999999999-12-31T23:59:59Z\"",
          "\"0000-00-00T00:00:00\"",
          "\"2014-02-30T00:00:00Z\"",
          "\"1970-01-01T00:00:00Z\"",
          "-1",
          "9223372036854775807",
          "9223372036854775808");

  private final Random random = new Random();
  private final List<Function<ObjectNode, byte[]>> mutations =
      List.of(
          row -> randomBytes(random.nextInt(300)),
          row -> flipped(bytes(row)),
          row -> Arrays.copyOf(bytes(row), random.nextInt(bytes(row).length)),
          row -> spliced(bytes(row)),
          row -> utf8(row.toString().replace("\"x1\"", any(List.of("\"x2\"", "\"id\"", "\"y\"")))),
          this::otherValue,
          row -> utf8(otherValues(row)),
          this::nested,
          row -> minibatch(row),
          row -> bytes(row.put("id", "again-" + random.nextInt(10))),
          row -> bytes(row.put("time", time(row).minus(someTime()).toString())),
          row -> bytes(row.put("time", time(row).plus(someTime()).toString())),
          row -> bytes(row.put("time", time(row).toEpochMilli())),
          this::ofAnotherSchema,
          row -> any(null, new byte[0], utf8(" \n\t"), utf8("null"), utf8("{}"), utf8("\"\"")),
          row -> join(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, bytes(row)),
          row -> row.toString().getBytes(any(List.of(StandardCharsets.UTF_16, UTF_32))),
          row -> badUtf8(bytes(row)),
          row -> gzip(bytes(row)),
          row -> join(bytes(row), any(bytes(row), utf8(","), utf8(" // row"), utf8("\n"))),
          row -> utf8(row.toString().replace('"', '\'')),
          row -> utf8("{\"rows\":" + any(VALUES) + "}"),
          row -> wide(row, random.nextInt(200)));

  private static final Charset UTF_32 = Charset.forName("UTF-32");

  private final int large;
  private int made;

  /**
   * @param large one of this many inputs has 10 MB; ten of them are of ten kinds
   */
  RecordFuzzer(long seed, int large) {
    this.large = large;
    random.setSeed(seed);
  }

  /**
   * The next input.
   *
   * @param good the row that would come next, with an id of its own; it stays as it is
   * @return null for a record without a value
   */
  byte[] next(ObjectNode good) {
    made++;
    if (made % large == 0) {
      return large(good.deepCopy());
    }
    return mutations.get(random.nextInt(mutations.size())).apply(good.deepCopy());
  }

  /** The key of a record: none, short, long, no text. */
  byte[] key() {
    return random.nextInt(4) == 0 ? randomBytes(random.nextInt(3000)) : any(null, utf8("k"));
  }

  private byte[] otherValue(ObjectNode row) {
    String column = any(COLUMNS);
    String value = row.get(column).toString();
    return utf8(
        row.toString().replace("\"" + column + "\":" + value, "\"" + column + "\":" + any(VALUES)));
  }

  private String otherValues(ObjectNode row) {
    StringBuilder json = new StringBuilder("{");
    for (String column : COLUMNS) {
      boolean other = random.nextInt(3) == 0;
      String value = other ? any(VALUES) : row.get(column).toString();
      json.append(json.length() == 1 ? "" : ",").append("\"" + column + "\":" + value);
    }
    return json + "}";
  }

  /** Around the limit of 32, and far beyond it. */
  private byte[] nested(ObjectNode row) {
    int depth = any(List.of(29, 30, 31, 32, 33, 1000, 10_000));
    String inner = any(List.of("[".repeat(depth) + "]".repeat(depth), "{\"a\":".repeat(depth)));
    return utf8(
        random.nextBoolean() ? inner : row.toString().replaceFirst(",", ",\"z\":" + inner + ","));
  }

  private byte[] minibatch(ObjectNode row) {
    StringBuilder json = new StringBuilder("{\"rows\":[");
    int rows = random.nextInt(6);
    for (int i = 0; i < rows; i++) {
      row.put("id", row.get("id").asText() + "." + i);
      json.append(i == 0 ? "" : ",");
      json.append(
          random.nextInt(3) > 0 ? row : random.nextBoolean() ? otherValues(row) : any(VALUES));
    }
    return utf8(json + "]}");
  }

  private byte[] ofAnotherSchema(ObjectNode row) {
    switch (random.nextInt(4)) {
      case 0 -> row.set("colour_name", row.remove("colour"));
      case 1 -> row.put("x1", row.get("x1").asText()).put("x3", 1.5).putNull("x4");
      case 2 -> row.put("colour", random.nextInt(1000));
      default -> row.put("y", any(List.of("low", "high")));
    }
    return bytes(row);
  }

  private byte[] wide(ObjectNode row, int columns) {
    for (int i = 0; i < columns; i++) {
      row.put("column-" + random.nextInt(), i);
    }
    return bytes(row);
  }

  private byte[] large(ObjectNode row) {
    String filling = "x".repeat(LARGE_BYTES);
    return switch (made / large % 10) {
      case 0 -> bytes(row.put("id", filling));
      case 1 -> bytes(row.put("colour", filling));
      case 2 -> bytes(row.put("ignored", filling));
      case 3 -> utf8(filling);
      case 4 -> utf8("{\"x1\":" + "9".repeat(LARGE_BYTES) + "}");
      case 5 -> utf8("{\"rows\":[1" + ",1".repeat(LARGE_BYTES / 2) + "]}");
      case 6 -> utf8("{\"rows\":[{}" + ",{}".repeat(10_001) + "]}");
      case 7 -> utf8("{\"rows\":[" + row + ("," + row).repeat(20_000) + "]}");
      case 8 -> randomBytes(LARGE_BYTES);
      default -> new byte[LARGE_BYTES];
    };
  }

  private byte[] flipped(byte[] bytes) {
    for (int times = random.nextInt(4); times >= 0; times--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /** Cuts out, repeats or inserts a few bytes. */
  private byte[] spliced(byte[] bytes) {
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + random.nextInt(8));
    byte[] inserted =
        random.nextBoolean()
            ? Arrays.copyOfRange(bytes, random.nextInt(from + 1), to)
            : utf8(any(VALUES));
    return join(Arrays.copyOf(bytes, from), inserted, Arrays.copyOfRange(bytes, to, bytes.length));
  }

  private byte[] badUtf8(byte[] bytes) {
    byte[] bad =
        any(
            new byte[] {(byte) 0xff},
            new byte[] {(byte) 0xc0, (byte) 0x80},
            new byte[] {(byte) 0xe2, (byte) 0x82},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80});
    int at = random.nextInt(bytes.length);
    return join(Arrays.copyOf(bytes, at), bad, Arrays.copyOfRange(bytes, at, bytes.length));
  }

  private static Instant time(ObjectNode row) {
    return Instant.parse(row.get("time").asText());
  }

  private Duration someTime() {
    return Duration.ofSeconds(1L << random.nextInt(36));
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private byte[] any(byte[]... values) {
    return values[random.nextInt(values.length)];
  }

  private static byte[] bytes(ObjectNode row) {
    return utf8(row.toString());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }
}
