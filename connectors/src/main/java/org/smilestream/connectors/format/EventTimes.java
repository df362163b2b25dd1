package org.smilestream.connectors.format;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

/** Event times as text. */
public final class EventTimes {
  private static final DateTimeFormatter FORMAT = DateTimeFormatter.ISO_DATE_TIME;

  private EventTimes() {}

  /**
   * Reads an ISO-8601 date and time, such as {@code 2014-01-01T05:30:00Z}, {@code
   * 2014-01-01T06:30:00+01:00} or {@code 2014-01-01T05:30}; without an offset it is UTC.
   *
   * @return milliseconds since the epoch
   * @throws DateTimeException if the text is none of these
   */
  public static long parse(String text) {
    TemporalAccessor time = FORMAT.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
    try {
      return time instanceof OffsetDateTime offset
          ? offset.toInstant().toEpochMilli()
          : ((LocalDateTime) time).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (ArithmeticException e) {
      throw new DateTimeException("out of range: " + text, e);
    }
  }
}
