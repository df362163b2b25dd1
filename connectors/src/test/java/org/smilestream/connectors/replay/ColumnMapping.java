package org.smilestream.connectors.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.smilestream.connectors.format.EventTimes;
import org.smilestream.data.Schema;

/**
 * A file whose header has the names of the schema: every cell that is not empty becomes a member of
 * the JSON object, as text.
 */
record ColumnMapping(Schema schema) implements LineMapping {

  @Override
  public ReplayRow map(int line, Map<String, String> cells) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    cells.forEach(
        (column, cell) -> {
          if (!cell.isEmpty()) {
            row.put(column, cell);
          }
        });
    String time = required(cells, schema.eventTime());
    byte[] value = row.toString().getBytes(StandardCharsets.UTF_8);
    return new ReplayRow(required(cells, schema.id()), EventTimes.parse(time), value);
  }

  private static String required(Map<String, String> cells, String column) {
    String cell = cells.getOrDefault(column, "");
    if (cell.isEmpty()) {
      throw new IllegalArgumentException("column '" + column + "' is missing or empty");
    }
    return cell;
  }
}
