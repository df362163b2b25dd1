package org.smilestream.operators.order;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches for partitions that bring no rows: each holds back the watermark, and with it all that
 * waits for it. By the clock, for people to look at; nothing else depends on it.
 */
final class SilentPartitions {
  /** After this long without a row a partition is silent. */
  static final long TIMEOUT_MILLIS = 30_000;

  private final Map<String, Long> lastHeard = new HashMap<>();
  private final List<String> silent = new ArrayList<>();

  void heard(String partition, long now) {
    lastHeard.put(partition, now);
    silent.remove(partition);
  }

  /**
   * The partitions that have fallen silent since the last check, while others have not.
   *
   * @param othersWait whether there are rows beside those of the partitions, which wait for them
   */
  List<String> check(long now, boolean othersWait) {
    List<String> fallen = new ArrayList<>();
    boolean othersLive =
        othersWait || lastHeard.values().stream().anyMatch(time -> now - time < TIMEOUT_MILLIS);
    lastHeard.forEach(
        (partition, time) -> {
          if (othersLive && now - time >= TIMEOUT_MILLIS && !silent.contains(partition)) {
            fallen.add(partition);
          }
        });
    silent.addAll(fallen);
    return fallen;
  }

  /** Number of partitions that are silent as of the last check. */
  int count() {
    return silent.size();
  }
}
