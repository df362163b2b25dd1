package org.smilestream.data;

/**
 * A record that could not be used, or a row of one.
 *
 * @param code why, as one of a few constants, for counting
 * @param reason why, in words that name the column and the value
 * @param id of the row, where the record is no longer at hand; else null
 * @param record null where it is no longer at hand
 * @param model which of several models could not use it; null where the job has one model, and
 *     where it does not concern a model
 * @param models number of models of the job that could write one of the same record; 1 without
 *     {@code model}
 */
public record DeadLetter(
    String code,
    String reason,
    Origin origin,
    String id,
    RecordHead record,
    String model,
    int models) {
  public static final String MALFORMED = "malformed";
  public static final String EMPTY = "empty";
  public static final String NO_SCHEMA = "no-schema";
  public static final String MISSING_COLUMN = "missing-column";
  public static final String BAD_VALUE = "bad-value";
  public static final String LATE = "late";
  public static final String FUTURE = "future";
  public static final String NO_FEATURES = "no-features";
  public static final String LATE_LABEL = "late-label";
  public static final String DUPLICATE_LABEL = "duplicate-label";
  public static final String CHANGED_LABEL = "changed-label";
  public static final String DUPLICATE_FEATURES = "duplicate-features";
  public static final String NO_ROOM = "no-room";
  public static final String NOT_ANSWERED = "not-answered";

  /**
   * A dead letter with as much of the record as is kept.
   *
   * @param key null if there is none
   */
  public static DeadLetter of(
      String code, String reason, Origin origin, byte[] key, byte[] record) {
    return new DeadLetter(code, reason, origin, null, RecordHead.of(key, record), null, 1);
  }

  /** A dead letter of a row whose record is no longer at hand. */
  public static DeadLetter ofRow(String code, String reason, Row row) {
    return new DeadLetter(code, reason, row.origin(), row.id(), null, null, 1);
  }

  /** A dead letter of a record without rows that is no longer at hand. */
  public static DeadLetter withoutRecord(String code, String reason, Origin origin) {
    return new DeadLetter(code, reason, origin, null, null, null, 1);
  }

  /** The same, as one of several models finds it. */
  public DeadLetter ofModel(String model, int models) {
    return new DeadLetter(code, reason, origin, id, record, model, models);
  }

  /** The same with the name of a challenger in its reason. */
  public DeadLetter ofChallenger(String model, int models) {
    String named = "model '" + model + "': " + reason;
    return new DeadLetter(code, named, origin, id, record, model, models);
  }
}
