package org.smilestream.data;

import java.io.Serializable;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * A column that holds a time, or a part of one. Without pattern and unit it is an ISO-8601 date and
 * time, or whole milliseconds since the epoch.
 *
 * @param pattern of a date, or of a date and time, as {@link java.time.format.DateTimeFormatter}
 *     has it; null where the column holds no such text
 * @param zone of a text without an offset
 * @param unit of a number, counted from the epoch where the column stands alone; null where the
 *     column holds no number
 */
public record TimeColumn(String column, String pattern, ZoneId zone, ChronoUnit unit)
    implements Serializable {}
