package org.smilestream.data;

/**
 * What a model made of a control record.
 *
 * @param id of the record
 * @param sequence number of the first row that the change counts for; {@link #NO_ROW} where it is
 *     none of rows, or there is none yet
 * @param eventTime of that row, in milliseconds since the epoch; without a row the time from which
 *     the change is to count, or {@link ControlRecord#AT_ONCE}
 * @param message why it was refused, or what else is to be said; null where that is nothing
 */
public record ControlAcknowledgement(
    String model,
    String id,
    ControlRecord.Kind kind,
    Status status,
    long sequence,
    long eventTime,
    String message) {

  /** In place of a row's number. */
  public static final long NO_ROW = -1;

  /** How far a change has come. */
  public enum Status {
    /** No row of its time has come yet. */
    WAITING,
    /** It counts. */
    APPLIED,
    /** It counts, though rows of its time were learned from before. */
    LATE,
    /** It does not count. */
    REFUSED
  }

  /** Of a change that has its first row. */
  public static ControlAcknowledgement at(
      EncodedRow row, String model, ControlRecord record, Status status, String message) {
    return new ControlAcknowledgement(
        model, record.id(), record.kind(), status, row.sequence(), row.eventTime(), message);
  }

  /** Of a change without a row. */
  public static ControlAcknowledgement of(
      String model, ControlRecord record, Status status, String message) {
    return new ControlAcknowledgement(
        model, record.id(), record.kind(), status, NO_ROW, record.from(), message);
  }
}
