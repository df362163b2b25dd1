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
import java.util.Arrays;
import java.util.List;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Schema;

/**
 * Makes rows of the bytes of a record: one JSON object, its members the columns, or a whole
 * minibatch {@code {"rows": [{…}, …]}}. What cannot be used becomes a dead letter with the reason;
 * no input makes it throw. The rules: docs/records.md.
 *
 * <p>Not thread-safe.
 */
public final class RowParser {
  private static final String MINIBATCH = "rows";

  /** Rows nest two deep; columns that are ignored may hold a little more. */
  private static final int MAX_NESTING = 32;

  private static final int MAX_MESSAGE = 200;

  // NaN and Infinity are no JSON, but common producers write them: read, to name the column.
  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build()
          .readerFor(JsonNode.class);

  private final RowReader rows;

  /**
   * @param requireTarget true for observations; false for requests, whose target is not read
   */
  public RowParser(Schema schema, boolean requireTarget) {
    rows = new RowReader(schema, requireTarget);
  }

  /**
   * Parses a record.
   *
   * @param record its bytes; null for a Kafka record without value
   * @return what became of each of its rows, in their order; never empty
   */
  public List<ParsedRecord> parse(byte[] record, String topic, int partition, long offset) {
    Origin origin = new Origin(topic, partition, offset, 0);
    byte[] bytes = record == null ? new byte[0] : record;
    JsonNode root;
    try {
      root = READER.readTree(bytes);
    } catch (IOException | RuntimeException e) {
      // Whatever the JSON library makes of bad bytes, a record must not stop the job.
      return List.of(
          dead(DeadLetter.MALFORMED, "the record is not JSON: " + cause(e), origin, bytes));
    }
    if (root.isMissingNode()) {
      return List.of(dead(DeadLetter.EMPTY, "the record is empty", origin, bytes));
    }
    JsonNode minibatch = root.path(MINIBATCH);
    if (!minibatch.isArray()) {
      return List.of(row(root, origin, bytes));
    }
    if (minibatch.isEmpty()) {
      return List.of(dead(DeadLetter.EMPTY, "the minibatch has no rows", origin, bytes));
    }
    List<ParsedRecord> parsed = new ArrayList<>(minibatch.size());
    for (int i = 0; i < minibatch.size(); i++) {
      parsed.add(row(minibatch.get(i), new Origin(topic, partition, offset, i), null));
    }
    return parsed;
  }

  /**
   * @param bytes the bytes behind the row; null if it is one of many, since a dead letter with all
   *     of a minibatch for each of its rows could be a thousand times the record
   */
  private ParsedRecord row(JsonNode object, Origin origin, byte[] bytes) {
    try {
      return ParsedRecord.of(rows.read(object, origin));
    } catch (BadRowException e) {
      byte[] payload = bytes == null ? object.toString().getBytes(StandardCharsets.UTF_8) : bytes;
      return dead(e.code(), e.getMessage(), origin, payload);
    }
  }

  private static ParsedRecord dead(String code, String reason, Origin origin, byte[] bytes) {
    byte[] payload =
        bytes.length <= DeadLetter.MAX_PAYLOAD
            ? bytes
            : Arrays.copyOf(bytes, DeadLetter.MAX_PAYLOAD);
    return ParsedRecord.of(new DeadLetter(code, reason, origin, payload, bytes.length));
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
