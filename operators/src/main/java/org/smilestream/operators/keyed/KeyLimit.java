package org.smilestream.operators.keyed;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Counts the models of a task, or what else each key has, against its bound. The bound is divided
 * evenly among the key groups, into which Flink divides all keys by their hash, and not among the
 * tasks: so it does not depend on the parallelism which keys find room.
 */
final class KeyLimit {
  private final int maxParallelism;
  private final int perGroup;
  private final int[] counts;
  private int total;

  /**
   * @param maxKeys of all key groups together, at least 1
   * @param maxParallelism number of key groups
   */
  KeyLimit(int maxKeys, int maxParallelism) {
    this.maxParallelism = maxParallelism;
    perGroup = (maxKeys + maxParallelism - 1) / maxParallelism;
    counts = new int[maxParallelism];
  }

  private int group(String key) {
    return KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism);
  }

  /** Whether there is room for one more of a key. */
  boolean hasRoom(String key) {
    return counts[group(key)] < perGroup;
  }

  void add(String key) {
    counts[group(key)]++;
    total++;
  }

  void remove(String key) {
    counts[group(key)]--;
    total--;
  }

  /** Number of them in this task. */
  int total() {
    return total;
  }

  /** Number of them that one key group takes. */
  int perGroup() {
    return perGroup;
  }
}
