package org.smilestream.connectors.replay;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smilestream.connectors.format.SchemaFile;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Schema;

/**
 * The bundled data: domestic flights of the United States in January 2014, to predict how late they
 * arrive. Local times are taken as UTC. Where the data come from: {@code SOURCE.txt} beside them.
 */
public final class Flights {
  private static final String DATA = "airline_stats_2014.csv";
  private static final String SCHEMA = "flights.yaml";
  private static final String ARRIVAL = "arrival";
  private static final JsonMapper JSON = new JsonMapper();

  private Flights() {}

  /**
   * A flight of the data.
   *
   * @param row what is sent of it, all in one record
   * @param arrival when its delay is known, in milliseconds since the epoch
   */
  public record Flight(ReplayRow row, long arrival) {}

  public static Schema schema() {
    return SchemaFile.parse(SCHEMA, schemaFile());
  }

  /** The schema of {@link #featuresAndLabels}: the same, with the time of a label. */
  public static Schema schemaOfLateLabels() {
    String file = new String(schemaFile(), StandardCharsets.UTF_8);
    String withLabelTime = file + "labelTime: " + ARRIVAL + System.lineSeparator();
    return SchemaFile.parse(SCHEMA, withLabelTime.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] schemaFile() {
    try (InputStream in = Flights.class.getResourceAsStream(SCHEMA)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The 7,568 flights as whole rows, in the order of their scheduled departure. */
  public static List<ReplayRow> rows() {
    return flights().stream().map(Flight::row).toList();
  }

  /** The 7,568 flights in the order of their scheduled departure. */
  public static List<Flight> flights() {
    Schema schema = schema();
    Map<String, Long> arrivals = new HashMap<>();
    List<ReplayRow> rows;
    try (InputStream in = Flights.class.getResourceAsStream(DATA)) {
      rows =
          CsvRows.read(
              DATA,
              new InputStreamReader(in, StandardCharsets.UTF_8),
              (line, cells) -> {
                ReplayRow row = row(schema, line, cells);
                arrivals.put(row.id(), arrival(row, cells));
                return row;
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows.stream().map(row -> new Flight(row, arrivals.get(row.id()))).toList();
  }

  /** Scheduled departure, scheduled duration and delay. */
  private static long arrival(ReplayRow row, Map<String, String> cells) {
    long minutes =
        Long.parseLong(cells.get("crs_elapsed_min")) + Long.parseLong(cells.get("arr_delay_min"));
    return row.eventTime() + Duration.ofMinutes(minutes).toMillis();
  }

  /**
   * The features of flights at their scheduled departure, and their labels at their arrival, in the
   * order of these times: records of the schema {@link #schemaOfLateLabels}.
   */
  public static List<ReplayRow> featuresAndLabels(List<Flight> flights) {
    Schema schema = schemaOfLateLabels();
    List<ReplayRow> records = new ArrayList<>();
    for (Flight flight : flights) {
      ObjectNode features = tree(flight.row());
      ObjectNode label = JsonNodeFactory.instance.objectNode();
      label.put(schema.id(), flight.row().id());
      label.put(ARRIVAL, Instant.ofEpochMilli(flight.arrival()).toString());
      label.set(schema.target(), features.remove(schema.target()));
      records.add(record(flight.row().id(), flight.row().eventTime(), features));
      records.add(record(flight.row().id(), flight.arrival(), label));
    }
    records.sort(Comparator.comparingLong(ReplayRow::eventTime));
    return records;
  }

  /**
   * The flights with a change at once: from one on, each arrives later than it did.
   *
   * @param first number of the first flight that does, from 0
   * @param minutes that are added to the delay
   */
  public static List<Flight> laterFrom(int first, int minutes, List<Flight> flights) {
    String target = schema().target();
    List<Flight> changed = new ArrayList<>(flights.subList(0, first));
    for (Flight flight : flights.subList(first, flights.size())) {
      ObjectNode row = tree(flight.row());
      row.put(target, row.get(target).asInt() + minutes);
      changed.add(
          new Flight(
              record(flight.row().id(), flight.row().eventTime(), row),
              flight.arrival() + Duration.ofMinutes(minutes).toMillis()));
    }
    return changed;
  }

  private static ObjectNode tree(ReplayRow row) {
    try {
      return (ObjectNode) JSON.readTree(row.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReplayRow record(String id, long time, ObjectNode content) {
    return new ReplayRow(id, time, content.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static ReplayRow row(Schema schema, int line, Map<String, String> cells) {
    String date = cells.get("date");
    String id = "%s/%s/%05d".formatted(date, cells.get("carrier"), line);
    LocalDateTime departure =
        LocalDate.parse(date)
            .atStartOfDay()
            .plusMinutes(Long.parseLong(cells.get("crs_dep_minute")));
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put(schema.id(), id);
    row.put(schema.eventTime(), departure.toInstant(ZoneOffset.UTC).toString());
    for (String column : schema.numeric()) {
      row.put(column, Integer.parseInt(cells.get(column)));
    }
    for (CategoricalColumn column : schema.categorical()) {
      row.put(column.name(), cells.get(column.name()));
    }
    row.put(schema.target(), Integer.parseInt(cells.get(schema.target())));
    return record(id, departure.toInstant(ZoneOffset.UTC).toEpochMilli(), row);
  }
}
