package org.smilestream.data;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.zip.CRC32;

/** How a column is made of the others of its row. */
public sealed interface Derivation extends Serializable {

  /** The columns of the record that it is made of; none for the event time. */
  List<String> sources();

  /** A part of a time that repeats. */
  enum Part {
    /** 0 to 23. */
    HOUR,
    /** 1, Monday, to 7, Sunday. */
    WEEKDAY,
    /** 1 to 12. */
    MONTH;

    /** The part of a time in milliseconds since the epoch, as a clock in a zone shows it. */
    public int of(long time, ZoneId zone) {
      ZonedDateTime there = Instant.ofEpochMilli(time).atZone(zone);
      return switch (this) {
        case HOUR -> there.getHour();
        case WEEKDAY -> there.getDayOfWeek().getValue();
        case MONTH -> there.getMonthValue();
      };
    }
  }

  /**
   * A part of a time.
   *
   * @param time columns whose sum is the time; empty for the event time
   */
  record TimePart(Part part, List<TimeColumn> time, ZoneId zone) implements Derivation {
    public TimePart {
      time = List.copyOf(time);
    }

    @Override
    public List<String> sources() {
      return time.stream().map(TimeColumn::column).toList();
    }
  }

  /** The product of numbers; of categories, each combination of theirs. */
  record Product(List<String> columns) implements Derivation {
    public Product {
      columns = List.copyOf(columns);
    }

    @Override
    public List<String> sources() {
      return columns;
    }
  }

  /** Sine or cosine of the angle that a number is on a circle: the two together are the point. */
  record Wave(String column, double period, boolean cosine) implements Derivation {

    @Override
    public List<String> sources() {
      return List.of(column);
    }

    /** The coordinate of a value; NaN for NaN. */
    public double of(double value) {
      double angle = 2 * Math.PI * value / period;
      return cosine ? Math.cos(angle) : Math.sin(angle);
    }
  }

  /** 1 for true, 0 for false. */
  record Flag(String column) implements Derivation {

    @Override
    public List<String> sources() {
      return List.of(column);
    }
  }

  /**
   * The bucket that a category falls into, as a category: the CRC-32 of its UTF-8 bytes modulo the
   * number of buckets.
   */
  record Hash(String column, int buckets) implements Derivation {

    @Override
    public List<String> sources() {
      return List.of(column);
    }

    /** The bucket of a category, from 0. */
    public int of(String category) {
      CRC32 crc = new CRC32();
      crc.update(category.getBytes(StandardCharsets.UTF_8));
      return (int) (crc.getValue() % buckets);
    }
  }

  /** 1 where a number is missing, else 0. */
  record MissingIndicator(String column) implements Derivation {

    @Override
    public List<String> sources() {
      return List.of(column);
    }

    /** The name of the feature that says where a column is missing. */
    public static String nameFor(String column) {
      return column + ".missing";
    }
  }
}
