package org.smilestream.operators;

import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The metrics of the order operator, under {@code ….order.}. */
final class OrderMetrics {
  static final String ROWS = "rows";
  static final String LATE = "late";
  static final String WINSORISED = "winsorised";
  static final String WINSORISED_FEATURES = "winsorisedFeatures";
  static final String SILENT_PARTITIONS = "silentPartitions";

  private final Counter rows;
  private final Counter late;
  private final Counter winsorised;
  private final Counter winsorisedFeatures;

  OrderMetrics(MetricGroup operatorGroup, IntSupplier silentPartitions) {
    MetricGroup metrics = operatorGroup.addGroup("order");
    rows = metrics.counter(ROWS);
    late = metrics.counter(LATE);
    winsorised = metrics.counter(WINSORISED);
    winsorisedFeatures = metrics.counter(WINSORISED_FEATURES);
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
}
