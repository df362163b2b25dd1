package org.smilestream.learner;

import java.io.Serializable;
import org.smilestream.sampler.SamplerSettings;

/**
 * How a group of chains learns from its window.
 *
 * @param warmUpRows rows before the chains start
 * @param memory what the posterior stands for
 * @param rowsPerRound fresh rows between two rounds of steps
 * @param stepsPerRow steps of each chain for each fresh row
 * @param batchRows b, rows of a minibatch
 * @param thinning steps between two positions that are kept as samples
 * @param samplesPerChain positions that are kept of each chain
 */
public record LearnerSettings(
    int warmUpRows,
    Memory memory,
    int rowsPerRound,
    int stepsPerRow,
    int batchRows,
    int thinning,
    int samplesPerChain,
    WarmStartSettings warmStart,
    DriftSettings drift,
    SamplerSettings sampler)
    implements Serializable {

  public LearnerSettings {
    requireAtLeast("warm-up rows", warmUpRows, 2);
    requireAtLeast("rows that are kept", memory.rows(), warmUpRows);
    requireAtLeast("rows a round", rowsPerRound, 1);
    requireAtLeast("steps a row", stepsPerRow, 1);
    requireAtLeast("minibatch rows", batchRows, 1);
    requireAtLeast("thinning", thinning, 1);
    requireAtLeast("samples a chain", samplesPerChain, 1);
    if (memory.kind() == Memory.Kind.ALL && drift.reacts()) {
      throw new IllegalArgumentException("a posterior that stands for all rows cannot forget any");
    }
  }

  private static void requireAtLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ": " + value);
    }
  }

  /** The same with another seed. */
  public LearnerSettings withSeed(long seed) {
    return new LearnerSettings(
        warmUpRows,
        memory,
        rowsPerRound,
        stepsPerRow,
        batchRows,
        thinning,
        samplesPerChain,
        warmStart,
        drift,
        sampler.withSeed(seed));
  }

  /** Rows of the largest minibatch that the sampler asks for. */
  public int engineRows() {
    return sampler.fullBatch() ? memory.rows() : batchRows;
  }
}
