package org.smilestream.job.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.smilestream.operators.MetricCatalogue;
import org.smilestream.operators.metrics.Metric;

/** Finds the metrics of the topic {@code tuner} in the catalogue, by their full names. */
public final class KnownMetrics {
  private static final String COUNT = ".count";
  private static final String ONE_PART = "[^.]+";

  /** A part of a name in the catalogue that stands for a number, a code or a name. */
  private static final Pattern PLACEHOLDER = Pattern.compile("[A-Z]+");

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

  /** Of the metric of any group, chain, code or model, in the operator of any model. */
  private static Pattern pattern(String scope, Metric metric) {
    String[] parts = (scope + "." + metric.name()).split("\\.");
    String rest =
        Arrays.stream(parts, 1, parts.length)
            .map(part -> PLACEHOLDER.matcher(part).matches() ? ONE_PART : part)
            .collect(Collectors.joining("\\."));
    return Pattern.compile(
        parts[0] + "(-" + ONE_PART + ")?\\." + rest + "(\\.(count|p50|p99|max))?");
  }

  /** The metric of this full name, such as {@code chains.group.0.stepSize}. */
  public Optional<Metric> find(String name) {
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
