package org.smilestream.operators.order;

import java.util.List;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.operators.metrics.Metric;
import org.smilestream.operators.metrics.OperatorMetrics;

/** Those of the metrics of {@link OrderMetrics} that there are where rows are only judged. */
public final class LatenessMetrics extends OperatorMetrics {
  public static final List<Metric> ALL = List.of(OrderMetrics.LATE, OrderMetrics.SILENT_PARTITIONS);

  private final Counter late;

  LatenessMetrics(MetricGroup operatorGroup, IntSupplier silentPartitions) {
    super(operatorGroup, "order");
    late = scope().counter(OrderMetrics.LATE);
    scope().gauge(OrderMetrics.SILENT_PARTITIONS, silentPartitions::getAsInt);
  }

  void late() {
    late.inc();
  }
}
