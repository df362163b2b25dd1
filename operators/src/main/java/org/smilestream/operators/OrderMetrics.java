package org.smilestream.operators;

import java.util.List;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The metrics of the order operator, under {@code ….order.}. */
final class OrderMetrics extends OperatorMetrics {
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

  static final List<Metric> ALL =
      List.of(ROWS, LATE, WINSORISED, WINSORISED_FEATURES, SILENT_PARTITIONS);

  private final Counter rows;
  private final Counter late;
  private final Counter winsorised;
  private final Counter winsorisedFeatures;

  OrderMetrics(MetricGroup operatorGroup, IntSupplier silentPartitions) {
    super(operatorGroup, "order");
    rows = scope().counter(ROWS);
    late = scope().counter(LATE);
    winsorised = scope().counter(WINSORISED);
    winsorisedFeatures = scope().counter(WINSORISED_FEATURES);
    scope().gauge(SILENT_PARTITIONS, silentPartitions::getAsInt);
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
}
