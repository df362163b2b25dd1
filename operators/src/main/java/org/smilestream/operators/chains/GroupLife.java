package org.smilestream.operators.chains;

import java.util.List;
import org.smilestream.data.EncodedRow;
import org.smilestream.learner.DriftState;
import org.smilestream.learner.GroupSnapshot;
import org.smilestream.sampler.ChainState;

/**
 * What is kept of a chain group beside its chains and its window.
 *
 * @param lastWarmStart number of rows seen at the last warm start, or when chains that were given
 *     their positions began to move; 0 before
 * @param emitted number of samples that each chain has given
 * @param skippedSteps number of steps of each chain that were left out because the group was behind
 * @param drift what drift has been seen
 * @param probeRows the rows whose predictions are followed
 * @param engine the engine that the chains run on; another one has other bits
 */
public record GroupLife(
    long lastWarmStart,
    long emitted,
    long skippedSteps,
    DriftState drift,
    EncodedRow[] probeRows,
    String engine) {

  /** What is kept of a group beside its chains, which run on {@code engine}. */
  public static GroupLife of(GroupSnapshot group, String engine) {
    return new GroupLife(
        group.lastWarmStart(),
        group.emitted(),
        group.skippedSteps(),
        group.drift(),
        group.probeRows().toArray(EncodedRow[]::new),
        engine);
  }

  /** The group with its chains. */
  public GroupSnapshot with(List<ChainState> chains) {
    return new GroupSnapshot(
        lastWarmStart, emitted, skippedSteps, drift, List.of(probeRows), chains);
  }
}
