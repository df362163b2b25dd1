package org.smilestream.operators;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.data.DeadLetter;

/** The metrics of the order operator, under {@code ….order.}. */
final class OrderMetrics {
  static final String ROWS = "rows";
  static final String LATE = "late";
  static final String WINSORISED = "winsorised";
  static final String WINSORISED_FEATURES = "winsorisedFeatures";
  static final String SILENT_PARTITIONS = "silentPartitions";
  static final String LABELS = "labels";
  static final String UNLABELLED = "unlabelled";

  /** The metric for each code of a dead letter that {@link LateLabels} refuses. */
  static final Map<String, String> REFUSED =
      Map.of(
          DeadLetter.NO_FEATURES, "labelsWithoutFeatures",
          DeadLetter.LATE_LABEL, "lateLabels",
          DeadLetter.DUPLICATE_LABEL, "duplicateLabels",
          DeadLetter.CHANGED_LABEL, "changedLabels",
          DeadLetter.DUPLICATE_FEATURES, "duplicateFeatures");

  private final Counter rows;
  private final Counter late;
  private final Counter winsorised;
  private final Counter winsorisedFeatures;
  private final Counter labels;
  private final Counter unlabelled;
  private final Map<String, Counter> refused = new HashMap<>();

  OrderMetrics(MetricGroup operatorGroup, IntSupplier silentPartitions) {
    MetricGroup metrics = operatorGroup.addGroup("order");
    rows = metrics.counter(ROWS);
    late = metrics.counter(LATE);
    winsorised = metrics.counter(WINSORISED);
    winsorisedFeatures = metrics.counter(WINSORISED_FEATURES);
    labels = metrics.counter(LABELS);
    unlabelled = metrics.counter(UNLABELLED);
    REFUSED.forEach((code, name) -> refused.put(code, metrics.counter(name)));
    metrics.gauge(SILENT_PARTITIONS, silentPartitions::getAsInt);
  }

  void released() {
    rows.inc();
  }

  void late() {
    late.inc();
  }

  /** A target beyond the limit. */
  void winsorised() {
    winsorised.inc();
  }

  /** This many features of a row beyond the limit. */
  void winsorisedFeatures(long features) {
    winsorisedFeatures.inc(features);
  }

  /** A label that came in time. */
  void labelled() {
    labels.inc();
  }

  /** A row whose label is no longer waited for. */
  void unlabelled() {
    unlabelled.inc();
  }

  /** Features or a label that became a dead letter of this code. */
  void refused(String code) {
    refused.get(code).inc();
  }
}
