package org.smilestream.job.bench.latency;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.connectors.replay.ReplayRow;
import org.smilestream.data.Schema;

/** The bundled flights over and over, one a minute. */
final class FlightStream {
  private static final long BEGIN = Instant.parse("2014-01-01T00:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;
  private static final JsonMapper JSON = new JsonMapper();

  private final Schema schema = Flights.schema();
  private final List<Map<String, Object>> flights =
      Flights.rows().stream().map(FlightStream::columns).toList();

  private static Map<String, Object> columns(ReplayRow row) {
    try {
      return JSON.readValue(row.value(), new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Schema schema() {
    return schema;
  }

  /** Observation {@code index}. */
  byte[] observation(long index) {
    Map<String, Object> row = columns(index);
    row.put(schema.id(), "row-" + index);
    return JSON.valueToTree(row).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Features of request {@code index}, without an id. */
  Map<String, Object> request(long index) {
    Map<String, Object> request = columns(index);
    request.remove(schema.target());
    request.remove(schema.id());
    return request;
  }

  private Map<String, Object> columns(long index) {
    Map<String, Object> row = new LinkedHashMap<>(flights.get((int) (index % flights.size())));
    row.put(schema.eventTime(), Instant.ofEpochMilli(BEGIN + index * MINUTE).toString());
    return row;
  }
}
