package org.smilestream.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import org.smilestream.connectors.registry.SchemaRegistry;

/** Reads the bytes of a record as a tree: an object whose members are its fields. */
interface TreeReader {

  /**
   * @throws BadRowException if that is not what the bytes are
   */
  JsonNode read(byte[] record) throws BadRowException;

  /** A reader of an encoding. Not thread-safe. */
  static TreeReader of(RowEncoding encoding) {
    // Branches by type until Java 21 can switch over it.
    if (encoding instanceof RowEncoding.Avro avro) {
      return new AvroReader(avro);
    }
    if (encoding instanceof RowEncoding.RegisteredAvro registered) {
      return new RegisteredAvroReader(new SchemaRegistry(registered.registry()));
    }
    return RowParser::tree;
  }
}
