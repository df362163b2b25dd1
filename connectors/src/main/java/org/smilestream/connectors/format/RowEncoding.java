package org.smilestream.connectors.format;

import java.io.Serializable;
import org.smilestream.connectors.registry.SchemaRegistryConnection;

/** How rows are written into a record. */
public sealed interface RowEncoding extends Serializable {

  /** As JSON. */
  RowEncoding JSON = new Json();

  /** As JSON. */
  record Json() implements RowEncoding {}

  /**
   * In Avro's binary encoding, with or without the head of its single-object encoding.
   *
   * @param schema JSON of the schema of all records
   */
  record Avro(String schema) implements RowEncoding {}

  /**
   * In Avro, each record with the id of its schema in a registry: a byte of 0, four bytes of the id
   * and Avro's binary encoding, as Confluent's serialisers write it.
   */
  record RegisteredAvro(SchemaRegistryConnection registry) implements RowEncoding {}
}
