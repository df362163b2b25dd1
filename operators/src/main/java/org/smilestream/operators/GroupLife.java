package org.smilestream.operators;

import org.smilestream.data.EncodedRow;
import org.smilestream.learner.DriftState;

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
    String engine) {}
