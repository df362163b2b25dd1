package org.smilestream.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A record that could not be used, or a row of one.
 *
 * @param code why, as one of a few constants, for counting
 * @param reason why, in words that name the column and the value
 * @param id of the row, where the record is no longer at hand; else null
 * @param key the first bytes of the record's key; null if it has none
 * @param payload the first bytes of the record
 * @param length number of bytes of the whole record
 * @param sha256 hash of the whole record, in hexadecimal; null where the record is no longer at
 *     hand, and {@code payload} is empty
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
    byte[] key,
    byte[] payload,
    int length,
    String sha256,
    String model,
    int models) {
  /** The most bytes of a record that are kept. */
  public static final int MAX_PAYLOAD = 64 * 1024;

  /** The most bytes of a key that are kept. */
  public static final int MAX_KEY = 1024;

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

  private static final int LONGEST_CHARACTER = 4;

  /**
   * A dead letter with as much of the record as is kept.
   *
   * @param key null if there is none
   */
  public static DeadLetter of(
      String code, String reason, Origin origin, byte[] key, byte[] record) {
    return new DeadLetter(
        code,
        reason,
        origin,
        null,
        key == null ? null : head(key, MAX_KEY),
        head(record, MAX_PAYLOAD),
        record.length,
        sha256(record),
        null,
        1);
  }

  /** A dead letter of a row whose record is no longer at hand. */
  public static DeadLetter ofRow(String code, String reason, Row row) {
    return withoutRecord(code, reason, row.origin(), row.id());
  }

  /** A dead letter of a record without rows that is no longer at hand. */
  public static DeadLetter withoutRecord(String code, String reason, Origin origin) {
    return withoutRecord(code, reason, origin, null);
  }

  private static DeadLetter withoutRecord(String code, String reason, Origin origin, String id) {
    return new DeadLetter(code, reason, origin, id, null, new byte[0], 0, null, null, 1);
  }

  /** The same, as one of several models finds it. */
  public DeadLetter ofModel(String model, int models) {
    return new DeadLetter(code, reason, origin, id, key, payload, length, sha256, model, models);
  }

  /** The same with the name of a challenger in its reason. */
  public DeadLetter ofChallenger(String model, int models) {
    return new DeadLetter(
        code,
        "model '" + model + "': " + reason,
        origin,
        id,
        key,
        payload,
        length,
        sha256,
        model,
        models);
  }

  /** The first bytes; where a UTF-8 character would be cut, without its beginning. */
  private static byte[] head(byte[] bytes, int most) {
    if (bytes.length <= most) {
      return bytes;
    }
    int end = most;
    while (end > most - LONGEST_CHARACTER && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
