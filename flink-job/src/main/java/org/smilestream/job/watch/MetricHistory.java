package org.smilestream.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;

/** Metrics of all subtasks, put together: the newest, and how throughput and latency went. */
final class MetricHistory {
  private static final int POINTS = 240;

  private final Map<String, JsonNode> newest = new TreeMap<>();
  private final Deque<Point> points = new ArrayDeque<>();

  /**
   * Throughput and latency at one moment; a number that is not known is NaN.
   *
   * @param time in milliseconds since the epoch
   */
  record Point(
      long time,
      double predictionsPerSecond,
      double stepsPerSecond,
      double observationLatency50,
      double observationLatency99,
      double requestLatency50,
      double requestLatency99,
      double waitingRows,
      double posteriorAge) {}

  /**
   * What the page shows of them.
   *
   * @param values the newest value of each metric: the sum over the subtasks of counters and rates,
   *     the largest of the others
   */
  record View(List<Point> points, Map<String, Double> values) {}

  void add(JsonNode report) {
    newest.put(report.path("operator").asText() + " " + report.path("subtask").asInt(), report);
    if (report.path("operator").asText().equals("predictions")) {
      Instant time = Instant.parse(report.path("time").asText());
      Map<String, Double> values = values();
      points.addLast(
          new Point(
              time.toEpochMilli(),
              value(values, "predictions.predictionsPerSecond"),
              stepsPerSecond(values),
              value(values, "predictions.observationLatency.p50"),
              value(values, "predictions.observationLatency.p99"),
              value(values, "predictions.requestLatency.p50"),
              value(values, "predictions.requestLatency.p99"),
              value(values, "predictions.waitingRows"),
              value(values, "predictions.posteriorAge")));
      if (points.size() > POINTS) {
        points.removeFirst();
      }
    }
  }

  private static double value(Map<String, Double> values, String name) {
    return values.getOrDefault("predictions." + name, Double.NaN);
  }

  private static double stepsPerSecond(Map<String, Double> values) {
    List<Double> groups = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          if (name.endsWith(".stepsPerSecond")) {
            groups.add(value);
          }
        });
    return groups.isEmpty()
        ? Double.NaN
        : groups.stream().collect(Collectors.summingDouble(each -> each));
  }

  private Map<String, Double> values() {
    Map<String, Double> values = new HashMap<>();
    for (JsonNode report : newest.values()) {
      String operator = report.path("operator").asText();
      for (Map.Entry<String, JsonNode> value : report.path("values").properties()) {
        DoubleBinaryOperator together = isAdded(value.getKey()) ? Double::sum : Math::max;
        values.merge(
            operator + "." + value.getKey(), value.getValue().asDouble(), together::applyAsDouble);
      }
    }
    return values;
  }

  private static boolean isAdded(String name) {
    return !(name.contains("Latency.")
        || name.contains("posterior")
        || name.endsWith("Millis")
        || name.endsWith("chainBytes"));
  }

  View view() {
    return new View(List.copyOf(points), new TreeMap<>(values()));
  }
}
