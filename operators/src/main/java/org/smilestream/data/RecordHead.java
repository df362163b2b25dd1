package org.smilestream.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * As much of a record as is kept.
 *
 * @param key the first bytes of the record's key; null if it has none
 * @param payload the first bytes of the record
 * @param length number of bytes of the whole record
 * @param sha256 hash of the whole record, in hexadecimal
 */
public record RecordHead(byte[] key, byte[] payload, int length, String sha256) {
  /** The most bytes of a record that are kept. */
  public static final int MAX_PAYLOAD = 64 * 1024;

  /** The most bytes of a key that are kept. */
  public static final int MAX_KEY = 1024;

  private static final int LONGEST_CHARACTER = 4;

  /**
   * @param key null if there is none
   */
  static RecordHead of(byte[] key, byte[] record) {
    return new RecordHead(
        key == null ? null : head(key, MAX_KEY),
        head(record, MAX_PAYLOAD),
        record.length,
        sha256(record));
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
