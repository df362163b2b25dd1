package org.smilestream.operators;

import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The metrics of the order operator, under {@code ….order.}. */
final class OrderMetrics {
  static final String ROWS = "rows";
  static final String LATE = "late";
  static final String WINSORISED = "winsorised";
  static final String SILENT_PARTITIONS = "silentPartitions";

  private final Counter rows;
  private final Counter late;
  private final Counter winsorised;

  OrderMetrics(MetricGroup operatorGroup, IntSupplier silentPartitions) {
    MetricGroup metrics = operatorGroup.addGroup("order");
    rows = metrics.counter(ROWS);
    late = metrics.counter(LATE);
    winsorised = metrics.counter(WINSORISED);
    metrics.gauge(SILENT_PARTITIONS, silentPartitions::getAsInt);
  }

  void released() {
    rows.inc();
  }

  void late() {
    late.inc();
  }

  void winsorised() {
    winsorised.inc();
  }
}
