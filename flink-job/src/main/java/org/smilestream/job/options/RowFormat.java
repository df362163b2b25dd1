package org.smilestream.job.options;

/** How the records of rows are written. */
public enum RowFormat {
  JSON,
  AVRO
}
