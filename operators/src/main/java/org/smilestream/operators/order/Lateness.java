package org.smilestream.operators.order;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Row;

/**
 * Which rows of a stream are late, and which of its partitions are silent, in the state of an
 * operator that sees all rows under one key. A row is late by the newest row of its own partition.
 *
 * <p>Flink does not restore watermarks. The one that the stream had come to is kept here, so that
 * no row is let in after a restore that is older than those that were released before.
 */
final class Lateness {
  private final long maxOutOfOrderness;
  private final Set<String> partitions;
  private final MapState<String, Long> newestTimes;
  private final ListState<Long> savedTime;
  private final PartitionWatch watch;

  /** The watermark when the state that was restored was written. */
  private long restoredTime = Long.MIN_VALUE;

  /** Of the rows; null before the first one. */
  private TimerService timers;

  /**
   * @param context of the function whose state it is
   * @param maxOutOfOrderness milliseconds that a row may be older than the newest of its partition
   * @param partitions of the live observations, as {@link OrderOperator#partition} names them, to
   *     be watched for silence; rows of others are of a history
   */
  Lateness(FunctionInitializationContext context, long maxOutOfOrderness, Set<String> partitions)
      throws Exception {
    this.maxOutOfOrderness = maxOutOfOrderness;
    this.partitions = partitions;
    newestTimes =
        context
            .getKeyedStateStore()
            .getMapState(
                new MapStateDescriptor<>(
                    "newest-times", StringSerializer.INSTANCE, LongSerializer.INSTANCE));
    // The key may be another subtask's after the restore.
    savedTime =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("stream-time", LongSerializer.INSTANCE));
    for (long time : savedTime.get()) {
      restoredTime = Math.max(restoredTime, time);
    }
    watch = new PartitionWatch(partitions);
  }

  /**
   * Takes note of a row; the dead letter that it becomes if it is late, else empty.
   *
   * @throws IllegalStateException if the watermark has come to its end, after which nothing is
   *     released any more
   */
  Optional<DeadLetter> note(Row row, TimerService timers) throws Exception {
    this.timers = timers;
    requireTime(row, timers);
    String partition = OrderOperator.partition(row.origin().topic(), row.origin().partition());
    watch.heard(partition, timers);
    Long newest = newestTimes.get(partition);
    if (newest != null && row.eventTime() < newest - maxOutOfOrderness) {
      return Optional.of(late(row, "its partition has already brought", newest));
    }
    // Only where a partition was declared idle can the merged watermark be ahead of the partition's
    // own.
    long time = Math.max(timers.currentWatermark(), restoredTime);
    if (row.eventTime() <= time) {
      return Optional.of(late(row, "the stream is at", time));
    }
    if (newest == null || row.eventTime() > newest) {
      newestTimes.put(partition, row.eventTime());
    }
    return Optional.empty();
  }

  /**
   * The last watermark cannot be taken back. It comes when the job is brought to its end, and the
   * row of a partition that was idle can be overtaken by it. It also comes in a job that goes on
   * from a savepoint of a version in which the source of a history finished, as soon as all live
   * partitions are idle. After a restart they are not.
   */
  private static void requireTime(Row row, TimerService timers) {
    if (timers.currentWatermark() == Watermark.MAX_WATERMARK.getTimestamp()) {
      throw new IllegalStateException(
          "row '"
              + row.id()
              + "' came after the end of time; the job starts again from its checkpoint and goes on."
              + " Where it was not to end: it goes on from a savepoint of an earlier version, made when"
              + " the history had been read, and all partitions were idle; leave 'history.topic' out");
    }
  }

  /** Writes how far the stream has come; all else is written through. */
  void snapshotState() throws Exception {
    long time = restoredTime;
    // The watermark of a stream that has been brought to its end says nothing of its rows.
    if (timers != null && timers.currentWatermark() < Watermark.MAX_WATERMARK.getTimestamp()) {
      time = Math.max(time, timers.currentWatermark());
    }
    savedTime.update(List.of(time));
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
