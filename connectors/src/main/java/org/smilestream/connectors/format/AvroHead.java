package org.smilestream.connectors.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** What stands before a value in Avro's binary encoding and says which schema it has. */
final class AvroHead {
  /** Bytes before a value whose schema is in a registry. */
  static final int REGISTERED_BYTES = 1 + Integer.BYTES;

  private static final byte REGISTERED = 0;
  private static final byte[] SINGLE_OBJECT = {(byte) 0xC3, 1};

  private AvroHead() {}

  /** The head of Avro's single-object encoding: the bytes C3 01 and a fingerprint of the schema. */
  static byte[] of(Schema schema) {
    return ByteBuffer.allocate(SINGLE_OBJECT.length + Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(SINGLE_OBJECT)
        .putLong(SchemaNormalization.parsingFingerprint64(schema))
        .array();
  }

  static boolean isSingleObject(byte[] record) {
    return record.length > SINGLE_OBJECT.length
        && record[0] == SINGLE_OBJECT[0]
        && record[1] == SINGLE_OBJECT[1];
  }

  /**
   * What Confluent's serialisers write: a byte of 0, and the id of the schema in the registry in
   * four bytes, the highest first.
   */
  static byte[] registered(int id) {
    return ByteBuffer.allocate(REGISTERED_BYTES).put(REGISTERED).putInt(id).array();
  }

  static boolean isRegistered(byte[] record) {
    return record.length >= REGISTERED_BYTES && record[0] == REGISTERED;
  }

  /** The id of the schema of a record for which {@link #isRegistered} holds. */
  static int id(byte[] record) {
    return ByteBuffer.wrap(record).getInt(1);
  }
}
