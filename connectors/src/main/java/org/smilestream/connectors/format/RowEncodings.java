package org.smilestream.connectors.format;

/**
 * How the rows of the topics that a job reads are written.
 *
 * @param rows observations, live and of a history
 * @param labels those of a topic of their own
 */
public record RowEncodings(RowEncoding rows, RowEncoding labels, RowEncoding requests) {

  /** All of them the same. */
  public static RowEncodings all(RowEncoding encoding) {
    return new RowEncodings(encoding, encoding, encoding);
  }
}
