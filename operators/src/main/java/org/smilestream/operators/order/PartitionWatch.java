package org.smilestream.operators.order;

import java.util.Collection;
import java.util.List;
import org.apache.flink.streaming.api.TimerService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the partitions that have fallen silent in the log, and looks again every ten seconds of
 * processing time. By the clock, for people to look at.
 */
final class PartitionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionWatch.class);
  private static final long INTERVAL_MILLIS = 10_000;

  private final List<String> partitions;
  private final SilentPartitions silent = new SilentPartitions();
  private long next;

  /**
   * @param partitions to be watched; others are passed over
   */
  PartitionWatch(Collection<String> partitions) {
    this.partitions = List.copyOf(partitions);
  }

  /** A partition has brought a row. The first row begins the watch over all partitions. */
  void heard(String partition, TimerService timers) {
    long now = timers.currentProcessingTime();
    if (next == 0) {
      partitions.forEach(each -> silent.heard(each, now));
      scheduleAfter(now, timers);
    }
    if (partitions.contains(partition)) {
      silent.heard(partition, now);
    }
  }

  private void scheduleAfter(long now, TimerService timers) {
    next = now + INTERVAL_MILLIS;
    timers.registerProcessingTimeTimer(next);
  }

  /**
   * Looks for partitions that have fallen silent. A timer of the time before a restore is passed
   * over.
   *
   * @param othersWait whether there are rows beside those of the partitions, which wait for them
   */
  void onTimer(long time, boolean othersWait, TimerService timers) {
    if (time < next) {
      return;
    }
    long now = timers.currentProcessingTime();
    if (next == 0) {
      partitions.forEach(each -> silent.heard(each, now));
    }
    for (String partition : silent.check(now, othersWait)) {
      LOG.warn(
          "Partition '{}' has brought no row for {} s. Unless option 'stream.idle-timeout' is set,"
              + " it holds back all others.",
          partition,
          SilentPartitions.TIMEOUT_MILLIS / 1000);
    }
    scheduleAfter(now, timers);
  }

  /** Number of partitions that are silent as of the last look. */
  int silentPartitions() {
    return silent.count();
  }
}
