package org.smilestream.sampler;

import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/**
 * Microcanonical Langevin Monte Carlo on full batches (Robnik, Seljak, arXiv 2303.18221): half a
 * refreshment of the velocity, a step without preconditioner, and the other half. The decoherence
 * length L is √(Σ posterior variances), estimated over the second half of the tuning steps; until
 * then √d/10.
 */
final class MclmcSampler implements Sampler {
  private static final double INITIAL_LENGTH = 0.1;

  private final MicrocanonicalSampler dynamics;
  private final long seed;
  private final long tuningSteps;
  private final double[] noise;
  private final ChainState refreshed;

  /**
   * @param dynamics the step between the refreshments, without preconditioner
   */
  MclmcSampler(int dimension, MicrocanonicalSampler dynamics, long seed, long tuningSteps) {
    this.dynamics = dynamics;
    this.seed = seed;
    this.tuningSteps = tuningSteps;
    noise = new double[dimension];
    refreshed = new ChainState(dimension);
  }

  @Override
  public ChainState start(double[] position) {
    ChainState state = dynamics.start(position);
    state.decoherenceLength = INITIAL_LENGTH * Math.sqrt(position.length);
    return state;
  }

  @Override
  public void step(
      StochasticLogDensity density,
      ChainState current,
      Minibatch batch,
      int chain,
      ChainState next,
      StepInfo info) {
    ZigguratSampler normal =
        CounterRandom.normal(seed, chain, current.step, CounterRandom.Use.REFRESHMENT);
    refreshed.copyFrom(current);
    refresh(refreshed, normal);
    dynamics.step(density, refreshed, batch, chain, next, info);
    refresh(next, normal);
    estimateLength(current, next);
  }

  private void refresh(ChainState state, ZigguratSampler normal) {
    for (int i = 0; i < noise.length; i++) {
      noise[i] = normal.sample();
    }
    VelocityRefreshment.apply(
        state.velocity, noise, state.ownStepSize() / 2, state.decoherenceLength);
  }

  /** Running mean and variance of θ (Welford 1962), and L when tuning ends. */
  private void estimateLength(ChainState current, ChainState next) {
    long count = next.age() - tuningSteps / 2;
    boolean estimates = count > 0 && next.age() <= tuningSteps;
    double sum = 0;
    for (int i = 0; i < noise.length; i++) {
      double mean = current.averages[i];
      double variance = current.deviations[i];
      if (estimates) {
        double deviation = next.position[i] - mean;
        mean += deviation / count;
        variance += (deviation * (next.position[i] - mean) - variance) / count;
      }
      next.averages[i] = mean;
      next.deviations[i] = variance;
      sum += variance;
    }
    if (next.age() == tuningSteps && sum > 0) {
      next.decoherenceLength = Math.sqrt(sum);
    }
  }

  @Override
  public int sharingInterval() {
    return dynamics.sharingInterval();
  }

  @Override
  public void share(ChainState[] states, StepInfo[] infos) {
    dynamics.share(states, infos);
  }
}
