package org.smilestream.operators.chains;

import java.io.Serializable;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * How the chains of a model are divided into groups, and which key each group has. The division is
 * a setting: it does not follow the parallelism.
 *
 * @param chains number of chains of the model
 * @param groups number of groups, at most {@code chains}
 * @param maxParallelism of the job
 */
public record ChainGroups(int chains, int groups, int maxParallelism) implements Serializable {

  public ChainGroups {
    if (groups < 1 || groups > chains) {
      throw new IllegalArgumentException(
          "the number of chain groups must be within 1 and the number of chains "
              + chains
              + ": "
              + groups);
    }
    if (groups > maxParallelism) {
      throw new IllegalArgumentException(
          "there can be no more than " + maxParallelism + " chain groups: " + groups);
    }
  }

  /**
   * The numbers of a group's chains, ascending. Chain c belongs to group c mod {@code groups}: when
   * the number of chains changes, those that stay remain where they are.
   */
  public int[] members(int group) {
    return IntStream.range(0, chains).filter(chain -> chain % groups == group).toArray();
  }

  /**
   * The key of a group. Flink hashes keys into key groups and spreads a few small integers badly;
   * these keys lie in key groups at even distances, so that the groups spread evenly at any
   * parallelism.
   */
  public int key(int group) {
    int wanted = (2 * group + 1) * maxParallelism / (2 * groups);
    int key = 0;
    while (KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism) != wanted) {
      key++;
    }
    return key;
  }
}
