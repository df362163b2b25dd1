package org.smilestream.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smilestream.connectors.format.TunerFormat;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.report.ChainSeries;

/** The newest records of the topic {@code tuner}: chains, diagnostics, metrics, events. */
final class TunerFeed {
  private static final int REPORTS_OF_A_GROUP = 1_000;
  private static final int SHOWN_REPORTS = 150;
  private static final int SHOWN_EVENTS = 50;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final TunerFormat format = new TunerFormat();
  private final Map<Integer, Deque<TunerStatistics>> groups = new TreeMap<>();
  private final Deque<Event> events = new ArrayDeque<>();
  private final MetricHistory metrics = new MetricHistory();
  private JsonNode diagnostics;

  /**
   * What the page shows of them.
   *
   * @param diagnostics the newest record; null before the first
   */
  record View(
      ChainSeries chains,
      List<Group> groups,
      JsonNode diagnostics,
      List<Event> events,
      MetricHistory.View metrics) {}

  /** How a chain group stands. */
  record Group(int group, int chains, String phase, String engine, long steps, long windowRows) {}

  /**
   * Something that happened.
   *
   * @param kind type of the record
   */
  record Event(String time, String kind, String text) {}

  /**
   * @throws IOException if the record is not one of the topic
   */
  void add(byte[] value) throws IOException {
    JsonNode json = MAPPER.readTree(value);
    switch (json.path("type").asText()) {
      case "tuner" -> add(format.read(value), json);
      case "diagnostics" -> diagnostics = json;
      case "metrics" -> metrics.add(json);
      case "" -> throw new IOException("a record without type");
      // An alarm, an acknowledgement, or what a later version writes.
      default -> addEvent(json, json.path("type").asText(), text(json));
    }
  }

  private void add(TunerStatistics statistics, JsonNode json) {
    Deque<TunerStatistics> group =
        groups.computeIfAbsent(statistics.group(), number -> new ArrayDeque<>());
    if (!group.isEmpty() && group.getLast().steps() > statistics.steps()) {
      // Another job began on the same topic, or this one went back to a checkpoint.
      group.clear();
    }
    group.addLast(statistics);
    if (group.size() > REPORTS_OF_A_GROUP) {
      group.removeFirst();
    }
    if (statistics.event() != null) {
      addEvent(json, "group " + statistics.group(), statistics.event());
    }
  }

  private void addEvent(JsonNode json, String kind, String text) {
    String time = json.path("eventTime").asText(json.path("time").asText("–"));
    events.addFirst(new Event(time, kind, text));
    if (events.size() > SHOWN_EVENTS) {
      events.removeLast();
    }
  }

  private static String text(JsonNode json) {
    List<String> fields = new ArrayList<>();
    json.properties().stream()
        .filter(field -> !List.of("type", "eventTime", "time").contains(field.getKey()))
        .forEach(field -> fields.add(field.getKey() + " " + field.getValue().toString()));
    return String.join(", ", fields);
  }

  View view() {
    List<TunerStatistics> all = groups.values().stream().flatMap(Deque::stream).toList();
    return new View(
        ChainSeries.of(all, SHOWN_REPORTS),
        groups.values().stream()
            .map(Deque::getLast)
            .map(
                last ->
                    new Group(
                        last.group(),
                        last.chains().length,
                        last.phase().name(),
                        last.engine(),
                        last.steps(),
                        last.windowRows()))
            .toList(),
        diagnostics,
        List.copyOf(events),
        metrics.view());
  }
}
