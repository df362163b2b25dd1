package org.smilestream.sampler;

import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/**
 * Cyclical stochastic gradient Langevin dynamics (Zhang, Li, Zhang, Chen, Wilson, "Cyclical
 * Stochastic Gradient MCMC for Bayesian Deep Learning", ICLR 2020): in cycles of C steps, step k
 * since the warm start is {@link SgldSampler}'s with
 *
 * <pre>
 *   εₖ = (ε₀/2) (cos(π (k mod C)/C) + 1)
 * </pre>
 *
 * <p>During the first quarter of a cycle (β = 1/4) the chain explores: no noise is added, and
 * positions do not count as samples.
 */
final class CyclicalSgldSampler implements Sampler {
  private static final double EXPLORATION_SHARE = 0.25;

  private final SgldSampler dynamics;
  private final long cycleSteps;

  /**
   * @param dynamics the step; its step size is ε₀
   * @param cycleSteps C
   */
  CyclicalSgldSampler(SgldSampler dynamics, long cycleSteps) {
    this.dynamics = dynamics;
    this.cycleSteps = cycleSteps;
  }

  @Override
  public ChainState start(double[] position) {
    return dynamics.start(position);
  }

  @Override
  public void step(
      StochasticLogDensity density,
      ChainState current,
      Minibatch batch,
      int chain,
      ChainState next,
      StepInfo info) {
    double phase = phase(current.age());
    double epsilon = current.stepSize / 2 * (Math.cos(Math.PI * phase) + 1);
    double noise = explores(phase) ? 0 : Math.sqrt(epsilon);
    dynamics.step(density, current, batch, chain, next, info, epsilon, noise);
  }

  /** False after a step of the exploration; the position of a warm start counts. */
  @Override
  public boolean collects(ChainState state) {
    return state.age() == 0 || !explores(phase(state.age() - 1));
  }

  /** The share of its cycle that has passed before step k. */
  private double phase(long k) {
    return (double) (k % cycleSteps) / cycleSteps;
  }

  private static boolean explores(double phase) {
    return phase < EXPLORATION_SHARE;
  }
}
