package org.smilestream.connectors.format;

import static org.smilestream.data.DeadLetter.BAD_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Pattern;
import org.smilestream.data.TimeColumn;

/** Reads the milliseconds that a column stands for. */
final class TimeReader {
  private static final Pattern MILLISECONDS = Pattern.compile("-?\\d{1,18}");

  /** Beyond it the sum of a few times could leave the range of {@code long}. */
  private static final double MAX_MILLIS = 1e15;

  private final TimeColumn column;
  private final DateTimeFormatter format;

  TimeReader(TimeColumn column) {
    this.column = column;
    format =
        column.pattern() == null
            ? null
            : DateTimeFormatter.ofPattern(column.pattern(), Locale.ENGLISH);
  }

  String column() {
    return column.column();
  }

  /**
   * @param value neither missing nor null
   */
  long read(JsonNode value) throws BadRowException {
    long time;
    if (column.unit() != null) {
      time = units(value);
    } else if (format != null) {
      time = formatted(value);
    } else {
      time = isoOrMilliseconds(value);
    }
    if (Math.abs((double) time) > MAX_MILLIS) {
      throw bad("is beyond ±10^15 milliseconds", value);
    }
    return time;
  }

  private long units(JsonNode value) throws BadRowException {
    double number = RowReader.asNumber(column.column(), value);
    return BigDecimal.valueOf(number)
        .multiply(BigDecimal.valueOf(column.unit().getDuration().toMillis()))
        .setScale(0, RoundingMode.HALF_EVEN)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .max(BigDecimal.valueOf(-Long.MAX_VALUE))
        .longValue();
  }

  private long formatted(JsonNode value) throws BadRowException {
    try {
      TemporalAccessor time =
          format.parseBest(
              value.asText(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      if (time instanceof OffsetDateTime offset) {
        return offset.toInstant().toEpochMilli();
      }
      LocalDateTime local =
          time instanceof LocalDate date ? date.atStartOfDay() : (LocalDateTime) time;
      return local.atZone(column.zone()).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw bad("is no time of the pattern '" + column.pattern() + "'", value);
    }
  }

  private long isoOrMilliseconds(JsonNode value) throws BadRowException {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    if (value.isTextual()) {
      String text = value.textValue();
      if (MILLISECONDS.matcher(text).matches()) {
        return Long.parseLong(text);
      }
      try {
        return EventTimes.parse(text);
      } catch (DateTimeException e) {
        // The message below says it.
      }
    }
    throw bad("is neither an ISO-8601 time nor whole milliseconds", value);
  }

  private BadRowException bad(String what, JsonNode value) {
    return new BadRowException(
        BAD_VALUE, "column '" + column.column() + "' " + what + ": " + Excerpt.of(value));
  }
}
