package org.smilestream.job.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.smilestream.operators.Metric;
import org.smilestream.operators.MetricCatalogue;

/** Finds the metrics of the topic {@code tuner} in the catalogue, by their full names. */
final class KnownMetrics {
  private static final String COUNT = ".count";
  private static final String ONE_PART = "[^.]+";
  private static final List<Entry> ALL = all();

  private final Map<String, Optional<Metric>> found = new HashMap<>();

  private record Entry(Pattern name, Metric metric) {}

  private static List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    for (MetricCatalogue.Section section : MetricCatalogue.sections()) {
      for (String scope : section.scopes()) {
        section.metrics().forEach(metric -> all.add(new Entry(pattern(scope, metric), metric)));
      }
    }
    return all;
  }

  /** Of the metric of any group, code or model, in the operator of any model. */
  private static Pattern pattern(String scope, Metric metric) {
    String name = scope.replaceFirst("\\.", "(-" + ONE_PART + ")?.") + "." + metric.name();
    return Pattern.compile(
        name.replace(".", "\\.")
                .replaceAll("\\b(N|NAME|CODE)\\b", "[^.]+")
                .replace("[^\\.]+", ONE_PART)
            + "(\\.(count|p50|p99|max))?");
  }

  Optional<Metric> find(String name) {
    return found.computeIfAbsent(
        name,
        each ->
            ALL.stream()
                .filter(entry -> entry.name().matcher(each).matches())
                .map(Entry::metric)
                .findFirst());
  }

  /** Whether the values of subtasks are added; of others the largest counts. */
  boolean isAdded(String name) {
    return find(name)
        .map(
            metric ->
                switch (metric.type()) {
                  case COUNTER, METER -> true;
                  case HISTOGRAM -> name.endsWith(COUNT);
                  default -> metric.unit().equals("rows");
                })
        .orElse(false);
  }
}
