package org.smilestream.operators;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.streaming.api.TimerService;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Row;

/**
 * Which rows of a stream are late, and which of its partitions are silent, in the keyed state of an
 * operator that sees all rows under one key. A row is late by the newest row of its own partition.
 */
final class Lateness {
  private final long maxOutOfOrderness;
  private final Set<String> partitions;
  private final MapState<String, Long> newestTimes;
  private final PartitionWatch watch;

  /**
   * @param maxOutOfOrderness milliseconds that a row may be older than the newest of its partition
   * @param partitions of the live observations, as {@link OrderOperator#partition} names them, to
   *     be watched for silence; rows of others are of a history
   */
  Lateness(RuntimeContext runtime, long maxOutOfOrderness, Set<String> partitions) {
    this.maxOutOfOrderness = maxOutOfOrderness;
    this.partitions = partitions;
    newestTimes =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "newest-times", StringSerializer.INSTANCE, LongSerializer.INSTANCE));
    watch = new PartitionWatch(partitions);
  }

  /** Takes note of a row; the dead letter that it becomes if it is late, else empty. */
  Optional<DeadLetter> note(Row row, TimerService timers) throws Exception {
    String partition = OrderOperator.partition(row.origin().topic(), row.origin().partition());
    watch.heard(partition, timers);
    Long newest = newestTimes.get(partition);
    if (newest != null && row.eventTime() < newest - maxOutOfOrderness) {
      return Optional.of(late(row, "its partition has already brought", newest));
    }
    // Only where a partition was declared idle can the merged watermark be ahead of the partition's
    // own.
    if (row.eventTime() <= timers.currentWatermark()) {
      return Optional.of(late(row, "the stream is at", timers.currentWatermark()));
    }
    if (newest == null || row.eventTime() > newest) {
      newestTimes.put(partition, row.eventTime());
    }
    return Optional.empty();
  }

  private static DeadLetter late(Row row, String what, long time) {
    String reason =
        String.format(
            "row '%s' of event time %s is late: %s %s",
            row.id(), Instant.ofEpochMilli(row.eventTime()), what, Instant.ofEpochMilli(time));
    return DeadLetter.ofRow(DeadLetter.LATE, reason, row);
  }

  /** Looks for silent partitions. To be called by each timer of processing time. */
  void onTimer(long time, TimerService timers) throws Exception {
    watch.onTimer(time, historyWaits(timers), timers);
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

  /** Number of partitions that have fallen silent. */
  int silentPartitions() {
    return watch.silentPartitions();
  }
}
