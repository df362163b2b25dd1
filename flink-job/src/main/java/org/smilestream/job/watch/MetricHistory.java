package org.smilestream.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import org.smilestream.operators.metrics.Metric;

/**
 * Metrics of all subtasks, put together: the newest, and how throughput and latency of each model
 * went.
 */
final class MetricHistory {
  private static final int POINTS = 240;
  private static final String PREDICTIONS = "predictions";

  private final KnownMetrics known = new KnownMetrics();
  private final Map<String, JsonNode> newest = new TreeMap<>();

  /** By the name of the operator. */
  private final Map<String, Deque<Point>> points = new HashMap<>();

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
   * @param points of the model that is shown
   * @param values of all models
   */
  record View(List<Point> points, List<Value> values) {}

  /**
   * The newest value of a metric: the sum over the subtasks of counters, rates and rows, the
   * largest of the others.
   *
   * @param unit empty where the metric is not known here
   */
  record Value(String name, double value, String unit, String meaning) {}

  void add(JsonNode report) {
    String operator = report.path("operator").asText();
    newest.put(operator + " " + report.path("subtask").asInt(), report);
    if (operator.equals(PREDICTIONS) || operator.startsWith(PREDICTIONS + "-")) {
      Deque<Point> own = points.computeIfAbsent(operator, name -> new ArrayDeque<>());
      own.addLast(point(report, operator.substring(PREDICTIONS.length())));
      if (own.size() > POINTS) {
        own.removeFirst();
      }
    }
  }

  /**
   * @param suffix what ends the names of the model's operators: nothing, or a hyphen and its name
   */
  private Point point(JsonNode report, String suffix) {
    Map<String, Double> values = values();
    ToDoubleFunction<String> value =
        name ->
            values.getOrDefault(PREDICTIONS + suffix + "." + PREDICTIONS + "." + name, Double.NaN);
    return new Point(
        Instant.parse(report.path("time").asText()).toEpochMilli(),
        value.applyAsDouble("predictionsPerSecond"),
        stepsPerSecond(values, "chains" + suffix + "."),
        value.applyAsDouble("observationLatency.p50"),
        value.applyAsDouble("observationLatency.p99"),
        value.applyAsDouble("requestLatency.p50"),
        value.applyAsDouble("requestLatency.p99"),
        value.applyAsDouble("waitingRows"),
        value.applyAsDouble("posteriorAge"));
  }

  /** Of all groups; NaN where none is known. */
  private static double stepsPerSecond(Map<String, Double> values, String operator) {
    List<Double> groups =
        values.entrySet().stream()
            .filter(each -> each.getKey().startsWith(operator))
            .filter(each -> each.getKey().endsWith(".stepsPerSecond"))
            .map(Map.Entry::getValue)
            .toList();
    return groups.isEmpty() ? Double.NaN : groups.stream().mapToDouble(Double::doubleValue).sum();
  }

  private Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    for (JsonNode report : newest.values()) {
      String operator = report.path("operator").asText();
      for (Map.Entry<String, JsonNode> value : report.path("values").properties()) {
        String name = operator + "." + value.getKey();
        DoubleBinaryOperator together = known.isAdded(name) ? Double::sum : Math::max;
        values.merge(name, value.getValue().asDouble(), together::applyAsDouble);
      }
    }
    return values;
  }

  /** What ends the names of a model's operators. */
  private String suffix(String model) {
    String own = "-" + model;
    return points.containsKey(PREDICTIONS + own) ? own : "";
  }

  /** The newest value of a metric of a model; NaN where it is not known. */
  double value(String model, String operator, String name) {
    return newest.values().stream()
        .filter(each -> each.path("operator").asText().equals(operator + suffix(model)))
        .map(each -> each.path("values").path(name))
        .filter(JsonNode::isNumber)
        .mapToDouble(JsonNode::asDouble)
        .max()
        .orElse(Double.NaN);
  }

  View view(String model) {
    return new View(
        List.copyOf(points.getOrDefault(PREDICTIONS + suffix(model), new ArrayDeque<>())),
        values().entrySet().stream().map(each -> value(each.getKey(), each.getValue())).toList());
  }

  private Value value(String name, double value) {
    Optional<Metric> metric = known.find(name);
    return new Value(
        name, value, metric.map(Metric::unit).orElse(""), metric.map(Metric::meaning).orElse(""));
  }
}
