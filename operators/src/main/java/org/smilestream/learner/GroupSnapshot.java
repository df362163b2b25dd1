package org.smilestream.learner;

import java.util.List;
import org.smilestream.data.EncodedRow;
import org.smilestream.sampler.ChainState;

/**
 * Where a group of chains is: what a {@link ChainGroupLearner} needs to go on, but for the rows
 * that it remembers.
 *
 * @param lastWarmStart number of rows seen at the last warm start, or when chains that were given
 *     their positions began to move; 0 before
 * @param emitted number of samples that each chain has given
 * @param skippedSteps number of steps that each chain was due to make and did not, because the
 *     group was behind
 * @param drift what drift has been seen
 * @param probeRows the rows whose predictions are followed; fewer than {@link
 *     ChainGroupLearner#PROBE_ROWS} at the start
 * @param chains the chains' states, not copied; empty before the warm start
 */
public record GroupSnapshot(
    long lastWarmStart,
    long emitted,
    long skippedSteps,
    DriftState drift,
    List<EncodedRow> probeRows,
    List<ChainState> chains) {

  public GroupSnapshot {
    probeRows = List.copyOf(probeRows);
    chains = List.copyOf(chains);
  }
}
