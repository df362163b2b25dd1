package org.smilestream.connectors.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.smilestream.connectors.registry.SchemaRegistryException;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;

/**
 * Makes rows of the bytes of a record: one object in JSON or Avro, its members the columns, or a
 * whole minibatch {@code {"rows": [{…}, …]}}. What cannot be used becomes a dead letter with the
 * reason; no input makes it throw, unless a schema registry does not answer, and none makes it hold
 * more than a few times its own size. The rules: docs/records.md.
 *
 * <p>Not thread-safe.
 */
public final class RowParser {
  /** The longest record, in bytes. */
  static final int MAX_RECORD = 16 * 1024 * 1024;

  /** The most rows of a minibatch: each bad one becomes a record of its own. */
  static final int MAX_ROWS = 10_000;

  /** The most names, values and brackets of a record: in memory each takes up to 100 bytes. */
  static final int MAX_TOKENS = 1_000_000;

  /** The most characters of a number; parsing a longer one takes time that grows as its square. */
  static final int MAX_NUMBER = 1000;

  /** Rows nest two deep; columns that are ignored may hold a little more. */
  static final int MAX_NESTING = 32;

  /** The most bytes of a column's name. */
  static final int MAX_NAME = 4096;

  private static final String MINIBATCH = "rows";
  private static final int MAX_MESSAGE = 200;

  // NaN and Infinity are no JSON, but common producers write them: read, to name the column.
  // Interned names of columns that come but once would outlive their records.
  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_NESTING)
                          .maxNumberLength(MAX_NUMBER)
                          .maxNameLength(MAX_NAME)
                          .maxStringLength(MAX_RECORD)
                          .maxTokenCount(MAX_TOKENS)
                          .build())
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build()
          .readerFor(JsonNode.class);

  private final TreeReader records;
  private final RowReader rows;

  /** A parser of records in an encoding. */
  public RowParser(Schema schema, RowContent content, RowEncoding encoding) {
    records = TreeReader.of(encoding);
    rows = new RowReader(schema, content);
  }

  /** A parser of JSON. */
  public RowParser(Schema schema, RowContent content) {
    this(schema, content, RowEncoding.JSON);
  }

  /**
   * A parser of JSON.
   *
   * @param observation true for observations; false for requests, whose target is not read
   */
  public RowParser(Schema schema, boolean observation) {
    this(schema, observation ? RowContent.ofObservation(schema) : RowContent.FEATURES);
  }

  /** Parses a record without a key, whatever the event times of its rows. */
  public List<ParsedRecord> parse(byte[] record, String topic, int partition, long offset) {
    return parse(null, record, new Origin(topic, partition, offset, 0), row -> null);
  }

  /**
   * Parses a record.
   *
   * @param key its key, for dead letters; null if it has none
   * @param record its bytes; null for a Kafka record without value
   * @param origin of its first row
   * @param future says why a row is of the future, and null where it is not
   * @return what became of each of its rows, in their order; never empty
   * @throws SchemaRegistryException if the registry does not say whether it has the record's schema
   */
  public List<ParsedRecord> parse(
      byte[] key, byte[] record, Origin origin, Function<Row, String> future) {
    byte[] bytes = record == null ? new byte[0] : record;
    try {
      JsonNode root = records.read(bytes);
      JsonNode minibatch = root.path(MINIBATCH);
      if (!minibatch.isArray()) {
        return List.of(row(root, origin, future, key, bytes));
      }
      requireRows(minibatch);
      List<ParsedRecord> parsed = new ArrayList<>(minibatch.size());
      for (int i = 0; i < minibatch.size(); i++) {
        Origin place = new Origin(origin.topic(), origin.partition(), origin.offset(), i);
        parsed.add(row(minibatch.get(i), place, future, key, null));
      }
      return parsed;
    } catch (BadRowException e) {
      return List.of(dead(e, origin, key, bytes));
    }
  }

  /**
   * @throws BadRowException if a record is empty or too long
   */
  static void requireContent(byte[] bytes) throws BadRowException {
    if (bytes.length == 0) {
      throw new BadRowException(DeadLetter.EMPTY, "the record is empty");
    }
    if (bytes.length > MAX_RECORD) {
      throw new BadRowException(
          DeadLetter.MALFORMED,
          "the record has " + bytes.length + " bytes, more than " + MAX_RECORD);
    }
  }

  /** The tree of a record in JSON. */
  static JsonNode tree(byte[] bytes) throws BadRowException {
    requireContent(bytes);
    JsonNode root;
    try {
      root = READER.readTree(bytes);
    } catch (IOException | RuntimeException e) {
      // Whatever the JSON library makes of bad bytes, a record must not stop the job.
      throw new BadRowException(DeadLetter.MALFORMED, "the record is not JSON: " + cause(e));
    }
    if (root.isMissingNode()) {
      throw new BadRowException(DeadLetter.EMPTY, "the record is empty");
    }
    return root;
  }

  private static void requireRows(JsonNode minibatch) throws BadRowException {
    if (minibatch.isEmpty()) {
      throw new BadRowException(DeadLetter.EMPTY, "the minibatch has no rows");
    }
    if (minibatch.size() > MAX_ROWS) {
      throw new BadRowException(
          DeadLetter.MALFORMED,
          "the minibatch has " + minibatch.size() + " rows, more than " + MAX_ROWS);
    }
  }

  /**
   * @param bytes the bytes behind the row; null if it is one of many, since a dead letter with all
   *     of a minibatch for each of its rows could be a thousand times the record
   */
  private ParsedRecord row(
      JsonNode object, Origin origin, Function<Row, String> future, byte[] key, byte[] bytes) {
    try {
      Row row = rows.read(object, origin);
      String reason = future.apply(row);
      if (reason != null) {
        throw new BadRowException(DeadLetter.FUTURE, reason);
      }
      return ParsedRecord.of(row);
    } catch (BadRowException e) {
      byte[] payload = bytes == null ? object.toString().getBytes(StandardCharsets.UTF_8) : bytes;
      return dead(e, origin, key, payload);
    }
  }

  private static ParsedRecord dead(BadRowException e, Origin origin, byte[] key, byte[] bytes) {
    return ParsedRecord.of(DeadLetter.of(e.code(), e.getMessage(), origin, key, bytes));
  }

  private static String cause(Exception e) {
    if (e instanceof JsonProcessingException json && json.getLocation() != null) {
      int column = json.getLocation().getColumnNr();
      return firstLine(json.getOriginalMessage()) + " (column " + column + ")";
    }
    return firstLine(e.toString());
  }

  private static String firstLine(String message) {
    return Excerpt.of(message.lines().findFirst().orElse("unknown reason"), MAX_MESSAGE);
  }
}
