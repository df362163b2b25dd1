package org.smilestream.job.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.connectors.replay.ReplayRow;
import org.smilestream.data.Schema;
import org.smilestream.job.options.EnumNames;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the demo shows: the rows that are sent, and their schema. */
enum Scenario {
  /** Each flight is a whole row. */
  FLIGHTS(
      "Flights of January 2014, each predicted before the job learns how late it was.",
      Flights::schema) {
    @Override
    List<ReplayRow> records(List<Flights.Flight> flights) {
      return flights.stream().map(Flights.Flight::row).toList();
    }
  },

  /** Each flight is two records: its features, and its label when it has landed. */
  LATE_LABELS(
      "Flights of January 2014, each predicted when it is to depart. The job learns how late it was when it has landed.",
      Flights::schemaOfLateLabels) {
    @Override
    List<ReplayRow> records(List<Flights.Flight> flights) {
      return Flights.featuresAndLabels(flights);
    }
  },

  /** Whole rows, and a change at once in the middle; the chains may forget what was before. */
  DRIFT(
      "Flights of January 2014, each predicted before the job learns how late it was. From the middle on each arrives "
          + Scenario.LATER_MINUTES
          + " minutes later than it did, as if timetables had lost that much of their reserve.",
      Flights::schema) {
    @Override
    List<ReplayRow> records(List<Flights.Flight> flights) {
      return Flights.laterFrom(flights.size() / 2, LATER_MINUTES, flights).stream()
          .map(Flights.Flight::row)
          .toList();
    }

    @Override
    Map<String, String> options() {
      return Map.of("drift.reaction", "forget");
    }
  };

  /** What the change of {@link #DRIFT} adds to each delay. */
  static final int LATER_MINUTES = 20;

  private final String title;
  private final Supplier<Schema> schema;

  Scenario(String title, Supplier<Schema> schema) {
    this.title = title;
    this.schema = schema;
  }

  String title() {
    return title;
  }

  Schema schema() {
    return schema.get();
  }

  /** What is sent of some flights, in the order of its event times. */
  abstract List<ReplayRow> records(List<Flights.Flight> flights);

  /** Options of the job, beside those of every scenario. */
  Map<String, String> options() {
    return Map.of();
  }

  /** Reads a name as the command line has it, such as {@code late-labels}. */
  static final class Converter implements ITypeConverter<Scenario> {
    @Override
    public Scenario convert(String name) {
      try {
        return EnumNames.constant(Scenario.class, name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'%s' is none of %s"
                .formatted(
                    name,
                    Arrays.stream(values())
                        .map(EnumNames::name)
                        .collect(Collectors.joining(", "))));
      }
    }
  }
}
