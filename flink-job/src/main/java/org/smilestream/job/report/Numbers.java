package org.smilestream.job.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as the report prints them. */
public final class Numbers {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Numbers() {}

  /** Four significant digits; a dash where the number is not known. */
  static String text(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e7)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    int integerDigits = size < 1 ? 1 : 1 + (int) Math.floor(Math.log10(size));
    return String.format(Locale.ROOT, "%,." + Math.max(0, 4 - integerDigits) + "f", value);
  }

  static String text(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String percent(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** In UTC, to the minute. */
  public static String time(long eventTime) {
    return TIME.format(Instant.ofEpochMilli(eventTime));
  }
}
