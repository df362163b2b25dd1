package org.smilestream.data;

/** What became of one row of an incoming record: exactly one of the two is set. */
public record ParsedRecord(Row row, DeadLetter deadLetter) {

  public static ParsedRecord of(Row row) {
    return new ParsedRecord(row, null);
  }

  public static ParsedRecord of(DeadLetter deadLetter) {
    return new ParsedRecord(null, deadLetter);
  }

  /** The same, its row as one that came in live. */
  public ParsedRecord arrivedAt(long arrival) {
    return row == null ? this : of(row.arrivedAt(arrival));
  }
}
