package org.smilestream.operators.order;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.data.DeadLetter;
import org.smilestream.operators.metrics.Metric;
import org.smilestream.operators.metrics.OperatorMetrics;

/** The metrics of the order operator, under {@code ….order.}. */
public final class OrderMetrics extends OperatorMetrics {
  static final Metric ROWS = Metric.counter("rows", "rows", "rows released in order", "grows");
  static final Metric LATE =
      Metric.counter(
          "late",
          "rows",
          "late rows, which became dead letters",
          "stands still; else raise `stream.max-out-of-orderness`");
  static final Metric WINSORISED =
      Metric.counter(
          "winsorised",
          "rows",
          "rows with a target beyond ±30 deviations, which are set aside and not learned from",
          "below one in a thousand rows");
  static final Metric WINSORISED_FEATURES =
      Metric.counter(
          "winsorisedFeatures",
          "values",
          "values of features beyond ±30 deviations, learned as ±30",
          "below one in a thousand values");
  static final Metric SILENT_PARTITIONS =
      Metric.gauge(
          "silentPartitions",
          "partitions",
          "partitions without a row for 30 s while others bring some",
          "0");

  static final Metric LABELS =
      Metric.counter(
          "labels",
          "rows",
          "labels that came in time, where [labels come late](concepts.md#late-labels)",
          "grows with `rows`");
  static final Metric UNLABELLED =
      Metric.counter(
          "unlabelled",
          "rows",
          "rows whose label is no longer waited for",
          "grows far more slowly than `labels`");
  static final Metric LABELS_WITHOUT_FEATURES =
      refused("labelsWithoutFeatures", "labels of rows that are not known");
  static final Metric LATE_LABELS = refused("lateLabels", "labels that came too late");
  static final Metric DUPLICATE_LABELS = refused("duplicateLabels", "labels that came once more");
  static final Metric CHANGED_LABELS =
      refused("changedLabels", "labels that came once more with another value");
  static final Metric DUPLICATE_FEATURES =
      refused("duplicateFeatures", "features that came once more");

  public static final List<Metric> ALL =
      List.of(
          ROWS,
          LATE,
          WINSORISED,
          WINSORISED_FEATURES,
          SILENT_PARTITIONS,
          LABELS,
          UNLABELLED,
          LABELS_WITHOUT_FEATURES,
          LATE_LABELS,
          DUPLICATE_LABELS,
          CHANGED_LABELS,
          DUPLICATE_FEATURES);

  /** The metric for each code of a dead letter that {@link LateLabels} refuses. */
  private static final Map<String, Metric> REFUSED =
      Map.of(
          DeadLetter.NO_FEATURES, LABELS_WITHOUT_FEATURES,
          DeadLetter.LATE_LABEL, LATE_LABELS,
          DeadLetter.DUPLICATE_LABEL, DUPLICATE_LABELS,
          DeadLetter.CHANGED_LABEL, CHANGED_LABELS,
          DeadLetter.DUPLICATE_FEATURES, DUPLICATE_FEATURES);

  private final Counter rows;
  private final Counter late;
  private final Counter winsorised;
  private final Counter winsorisedFeatures;
  private final Counter labels;
  private final Counter unlabelled;
  private final Map<String, Counter> refused = new HashMap<>();

  OrderMetrics(MetricGroup operatorGroup, IntSupplier silentPartitions) {
    super(operatorGroup, "order");
    rows = scope().counter(ROWS);
    late = scope().counter(LATE);
    winsorised = scope().counter(WINSORISED);
    winsorisedFeatures = scope().counter(WINSORISED_FEATURES);
    labels = scope().counter(LABELS);
    unlabelled = scope().counter(UNLABELLED);
    REFUSED.forEach((code, metric) -> refused.put(code, scope().counter(metric)));
    scope().gauge(SILENT_PARTITIONS, silentPartitions::getAsInt);
  }

  private static Metric refused(String name, String meaning) {
    return Metric.counter(name, "rows", meaning + ", which became dead letters", "stands still");
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
