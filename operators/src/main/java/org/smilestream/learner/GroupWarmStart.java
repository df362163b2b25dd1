package org.smilestream.learner;

import org.apache.commons.rng.UniformRandomProvider;
import org.smilestream.model.ModelSpec;
import org.smilestream.sampler.CounterRandom;

/**
 * Makes the warm start of each chain of a group. What a chain comes to depends on its number and on
 * the rows, and not on the other chains.
 */
final class GroupWarmStart {
  private final ModelSpec spec;
  private final int[] members;
  private final long seed;
  private final WarmStart warmStart;

  /**
   * Where the chains arrived.
   *
   * @param positions one for each chain
   * @param loss mean over the chains of the mean negative log-likelihood of the held-back rows
   */
  record Result(double[][] positions, double loss) {}

  /**
   * @param members numbers of the chains within the model
   * @param warmStart of one chain
   */
  GroupWarmStart(ModelSpec spec, int[] members, long seed, WarmStart warmStart) {
    this.spec = spec;
    this.members = members;
    this.seed = seed;
    this.warmStart = warmStart;
  }

  /** Draws the position of each chain that it makes its first warm start from. */
  double[][] initialPositions(RememberedRows rows) {
    double[][] positions = new double[members.length][];
    for (int i = 0; i < members.length; i++) {
      positions[i] = InitialPosition.draw(spec, random(i, 0, CounterRandom.Use.INITIAL_POSITION));
      if (spec.likelihood().isOfCounts()) {
        InitialPosition.startAtCounts(spec, rows.meanTarget(), positions[i]);
      }
    }
    return positions;
  }

  /**
   * Trains each chain.
   *
   * @param numbers of the {@code rows} that are learned from or held back, at least two
   * @param starts a position for each chain, not changed
   * @param counter of the random numbers: other for each warm start of a group
   */
  Result run(Rows rows, int[] numbers, double[][] starts, long counter) {
    double[][] positions = new double[members.length][];
    double loss = 0;
    for (int i = 0; i < members.length; i++) {
      UniformRandomProvider random = random(i, counter, CounterRandom.Use.WARM_START);
      WarmStart.Result result = warmStart.run(rows, numbers, starts[i], random);
      positions[i] = result.position();
      loss += result.loss() / members.length;
    }
    return new Result(positions, loss);
  }

  private UniformRandomProvider random(int index, long counter, CounterRandom.Use use) {
    return CounterRandom.of(seed, members[index], counter, use);
  }
}
