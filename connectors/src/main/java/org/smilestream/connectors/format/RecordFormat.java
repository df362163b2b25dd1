package org.smilestream.connectors.format;

import java.io.Serializable;

/** The bytes of a record of a topic. Throws for no value that the job makes. */
public interface RecordFormat<T> extends Serializable {

  /** The key of the record, or null. */
  byte[] key(T value);

  byte[] value(T value);
}
