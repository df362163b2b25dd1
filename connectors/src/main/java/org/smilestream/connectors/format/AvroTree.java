package org.smilestream.connectors.format;

import static org.smilestream.data.DeadLetter.MALFORMED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Makes trees, as those of JSON, of values in Avro's binary encoding, by the schema with which they
 * were written. Dates and times become milliseconds, decimals numbers, bytes what Base64 makes of
 * them; the rules: docs/records.md. No bytes make it hold more than a few times their number, but
 * for {@link RowParser#MAX_TOKENS} values.
 *
 * <p>Not thread-safe.
 */
final class AvroTree {
  private static final long DAY_MILLIS = 86_400_000;
  private static final char REPLACEMENT = '\uFFFD';

  /** The most bytes of a decimal: those of {@link RowParser#MAX_NUMBER} digits. */
  private static final int MAX_DECIMAL = 416;

  private final Schema schema;
  private BinaryDecoder decoder;
  private int length;
  private int values;

  AvroTree(Schema schema) {
    this.schema = schema;
  }

  /**
   * Reads a value that takes all of a record from an index on.
   *
   * @throws BadRowException if it does not
   */
  JsonNode read(byte[] record, int from) throws BadRowException {
    length = record.length - from;
    values = 0;
    try {
      decoder = DecoderFactory.get().binaryDecoder(record, from, length, decoder);
      JsonNode value = value(schema, 0);
      if (!decoder.isEnd()) {
        throw new IOException("there are bytes after its end");
      }
      return value;
    } catch (IOException | RuntimeException e) {
      // Whatever the Avro library makes of bad bytes, a record must not stop the job.
      throw new BadRowException(
          MALFORMED,
          "the record is not Avro of the schema '%s': %s"
              .formatted(
                  Excerpt.of(schema.getFullName()),
                  e instanceof EOFException ? "it ends too early" : AvroSchemas.oneLine(e)));
    }
  }

  private JsonNode value(Schema schema, int depth) throws IOException {
    count();
    return switch (schema.getType()) {
      case NULL -> NullNode.getInstance();
      case BOOLEAN -> BooleanNode.valueOf(decoder.readBoolean());
      case INT -> LongNode.valueOf(whole(schema.getLogicalType(), decoder.readInt()));
      case LONG -> LongNode.valueOf(whole(schema.getLogicalType(), decoder.readLong()));
      case FLOAT -> FloatNode.valueOf(decoder.readFloat());
      case DOUBLE -> DoubleNode.valueOf(decoder.readDouble());
      case STRING -> TextNode.valueOf(text());
      case ENUM -> TextNode.valueOf(choose(schema.getEnumSymbols(), decoder.readEnum()));
      case UNION -> value(choose(schema.getTypes(), decoder.readIndex()), depth);
      case BYTES -> binary(schema.getLogicalType(), bytes(decoder.readLong()));
      case FIXED -> binary(schema.getLogicalType(), bytes(schema.getFixedSize()));
      case RECORD -> record(schema, deeper(depth));
      case ARRAY -> array(schema.getElementType(), deeper(depth));
      case MAP -> map(schema.getValueType(), deeper(depth));
    };
  }

  /** An array of nulls has no bytes, however many they are. */
  private void count() throws IOException {
    if (++values > RowParser.MAX_TOKENS) {
      throw new IOException("it has more than " + RowParser.MAX_TOKENS + " values");
    }
  }

  private static int deeper(int depth) throws IOException {
    if (depth == RowParser.MAX_NESTING) {
      throw new IOException("it nests deeper than " + RowParser.MAX_NESTING);
    }
    return depth + 1;
  }

  private static <T> T choose(List<T> all, int index) throws IOException {
    if (index < 0 || index >= all.size()) {
      throw new IOException("there is no choice " + index + " among " + all.size());
    }
    return all.get(index);
  }

  /** Milliseconds of dates and times, rounded down. */
  private static long whole(LogicalType type, long value) {
    if (type == null) {
      return value;
    }
    return switch (type.getName()) {
      case "date" -> value * DAY_MILLIS;
      case "timestamp-micros", "local-timestamp-micros", "time-micros" ->
          Math.floorDiv(value, 1000L);
      case "timestamp-nanos", "local-timestamp-nanos" -> Math.floorDiv(value, 1_000_000L);
      default -> value;
    };
  }

  private static JsonNode binary(LogicalType type, byte[] bytes) throws IOException {
    if (!(type instanceof LogicalTypes.Decimal decimal)) {
      return BinaryNode.valueOf(bytes);
    }
    if (bytes.length == 0 || bytes.length > MAX_DECIMAL) {
      throw new IOException("a decimal has " + bytes.length + " bytes, not 1 to " + MAX_DECIMAL);
    }
    return DecimalNode.valueOf(new BigDecimal(new BigInteger(bytes), decimal.getScale()));
  }

  /** The next bytes; memory is taken only for what can be there. */
  private byte[] bytes(long count) throws IOException {
    if (count < 0 || count > length) {
      throw new IOException("a length of " + count + " bytes, more than the record has");
    }
    byte[] bytes = new byte[(int) count];
    decoder.readFixed(bytes);
    return bytes;
  }

  private String text() throws IOException {
    byte[] bytes = bytes(decoder.readLong());
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      // The character itself, or bytes that are no UTF-8, which only this decoder reports.
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    }
    return text;
  }

  private ObjectNode record(Schema schema, int depth) throws IOException {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    for (Schema.Field field : schema.getFields()) {
      record.set(field.name(), value(field.schema(), depth));
    }
    return record;
  }

  private ArrayNode array(Schema element, int depth) throws IOException {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (long block = decoder.readArrayStart(); block != 0; block = decoder.arrayNext()) {
      for (long i = 0; i < block; i++) {
        array.add(value(element, depth));
      }
    }
    return array;
  }

  private ObjectNode map(Schema value, int depth) throws IOException {
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    for (long block = decoder.readMapStart(); block != 0; block = decoder.mapNext()) {
      for (long i = 0; i < block; i++) {
        map.set(text(), value(value, depth));
      }
    }
    return map;
  }
}
