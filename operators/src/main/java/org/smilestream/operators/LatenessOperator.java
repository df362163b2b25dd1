package org.smilestream.operators;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Row;

/**
 * Sets aside the rows that are late, before the others go to the models of their keys. Keyed by the
 * name that the models share, so that it sees the rows of a partition in their order, whatever
 * their keys: a row is late by the newest row of its own partition, by the rule of {@link
 * OrderOperator}.
 */
public final class LatenessOperator extends KeyedProcessFunction<String, Row, Row> {
  private static final long serialVersionUID = 1;

  /** Rows that came too late. */
  public static final OutputTag<DeadLetter> LATE =
      new OutputTag<>("late", TypeInformation.of(DeadLetter.class));

  private final long maxOutOfOrderness;
  private final Set<String> partitions;

  private transient MapState<String, Long> newestTimes;
  private transient PartitionWatch watch;
  private transient Counter late;

  /**
   * @param maxOutOfOrderness milliseconds that a row may be older than the newest of its partition
   * @param partitions of the live observations, to be watched for silence; rows of others are of a
   *     history
   */
  public LatenessOperator(long maxOutOfOrderness, List<String> partitions) {
    this.maxOutOfOrderness = maxOutOfOrderness;
    this.partitions = Set.copyOf(partitions);
  }

  @Override
  public void open(OpenContext context) {
    newestTimes =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "newest-times", StringSerializer.INSTANCE, LongSerializer.INSTANCE));
    watch = new PartitionWatch(partitions);
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("order");
    late = metrics.counter(OrderMetrics.LATE.name());
    metrics.gauge(OrderMetrics.SILENT_PARTITIONS.name(), this::silentPartitions);
  }

  @Override
  public void processElement(Row row, Context context, Collector<Row> out) throws Exception {
    String partition = OrderOperator.partition(row.origin().topic(), row.origin().partition());
    watch.heard(partition, context.timerService());
    Long newest = newestTimes.get(partition);
    if (newest != null && row.eventTime() < newest - maxOutOfOrderness) {
      refuse(row, "its partition has already brought", newest, context);
      return;
    }
    // Only where a partition was declared idle can the merged watermark be ahead of the partition's
    // own.
    long watermark = context.timerService().currentWatermark();
    if (row.eventTime() <= watermark) {
      refuse(row, "the stream is at", watermark, context);
      return;
    }
    if (newest == null || row.eventTime() > newest) {
      newestTimes.put(partition, row.eventTime());
    }
    out.collect(row);
  }

  /** Number of partitions that have fallen silent, for the metric of that name. */
  int silentPartitions() {
    return watch.silentPartitions();
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Row> out) throws Exception {
    watch.onTimer(time, historyWaits(context.timerService()), context.timerService());
  }

  /** Whether rows of a history, which has been read by now, wait for those that come in live. */
  private boolean historyWaits(TimerService timers) throws Exception {
    for (Map.Entry<String, Long> newest : newestTimes.entries()) {
      if (!partitions.contains(newest.getKey()) && newest.getValue() > timers.currentWatermark()) {
        return true;
      }
    }
    return false;
  }

  private void refuse(Row row, String what, long time, Context context) {
    late.inc();
    String reason =
        "row '%s' of event time %s is late: %s %s"
            .formatted(
                row.id(), Instant.ofEpochMilli(row.eventTime()), what, Instant.ofEpochMilli(time));
    context.output(LATE, DeadLetter.withoutRecord(DeadLetter.LATE, reason, row.origin()));
  }
}
