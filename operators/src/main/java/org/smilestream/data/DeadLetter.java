package org.smilestream.data;

/**
 * A record that could not be used.
 *
 * @param code why, as one of a few constants, for counting
 * @param reason why, in words that name the column and the value
 * @param payload the first bytes of the record
 * @param length number of bytes of the whole record
 */
public record DeadLetter(String code, String reason, Origin origin, byte[] payload, int length) {
  /** The most bytes of a record that are kept. */
  public static final int MAX_PAYLOAD = 64 * 1024;

  public static final String MALFORMED = "malformed";
  public static final String EMPTY = "empty";
  public static final String MISSING_COLUMN = "missing-column";
  public static final String BAD_VALUE = "bad-value";
  public static final String LATE = "late";
  public static final String FUTURE = "future";
}
