package org.smilestream.connectors.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
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

  private Flights() {}

  public static Schema schema() {
    try (InputStream in = Flights.class.getResourceAsStream(SCHEMA)) {
      return SchemaFile.parse(SCHEMA, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The 7,568 flights in the order of their scheduled departure. */
  public static List<ReplayRow> rows() {
    Schema schema = schema();
    try (InputStream in = Flights.class.getResourceAsStream(DATA)) {
      return CsvRows.read(
          DATA,
          new InputStreamReader(in, StandardCharsets.UTF_8),
          (line, cells) -> row(schema, line, cells));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    return new ReplayRow(
        id,
        departure.toInstant(ZoneOffset.UTC).toEpochMilli(),
        row.toString().getBytes(StandardCharsets.UTF_8));
  }
}
