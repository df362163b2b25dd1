package org.smilestream.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.apache.avro.Schema;

/**
 * Reads records that all have one schema. The head of Avro's single-object encoding, with the
 * fingerprint of this schema, may stand before each.
 */
final class AvroReader implements TreeReader {
  private final AvroTree tree;
  private final byte[] head;

  AvroReader(RowEncoding.Avro encoding) {
    Schema schema = AvroSchemas.parse(encoding.schema());
    tree = new AvroTree(schema);
    head = AvroHead.of(schema);
  }

  @Override
  public JsonNode read(byte[] record) throws BadRowException {
    RowParser.requireContent(record);
    boolean hasHead =
        record.length >= head.length && Arrays.equals(record, 0, head.length, head, 0, head.length);
    return tree.read(record, hasHead ? head.length : 0);
  }
}
