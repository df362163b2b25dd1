package org.smilestream.job.watch;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts rows by their numbers, each once however often it is read: a job that fails and starts
 * again writes rows anew, and with late labels there are two records of each. Numbers without gaps
 * take no room.
 */
final class RowCount {
  /** The numbers that were read, as ranges: the first of each by the last. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  private long count;

  /** Adds a number; whether it is new. */
  boolean add(long sequence) {
    Map.Entry<Long, Long> after = ranges.ceilingEntry(sequence);
    if (after != null && after.getValue() <= sequence) {
      return false;
    }
    count++;
    long first = ranges.containsKey(sequence - 1) ? ranges.remove(sequence - 1) : sequence;
    if (after != null && after.getValue() == sequence + 1) {
      ranges.put(after.getKey(), first);
    } else {
      ranges.put(sequence, first);
    }
    return true;
  }

  long count() {
    return count;
  }
}
