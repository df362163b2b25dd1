package org.smilestream.sampler;

import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/**
 * Stochastic gradient Langevin dynamics (Welling, Teh, "Bayesian Learning via Stochastic Gradient
 * Langevin Dynamics", ICML 2011), with a fixed step size:
 *
 * <pre>
 *   θ ← θ + (ε/2) g + √ε z,   z ~ N(0, I)
 * </pre>
 *
 * <p>g is the gradient that the last step ended with, on that step's minibatch: a new position is
 * evaluated in the step that makes it, so that a divergence is seen before it is kept. The first
 * step has no gradient yet and only diffuses.
 */
final class SgldSampler implements Sampler {
  private final long seed;
  private final double stepSize;

  SgldSampler(long seed, double stepSize) {
    this.seed = seed;
    this.stepSize = stepSize;
  }

  @Override
  public ChainState start(double[] position) {
    return ChainState.at(position, stepSize);
  }

  @Override
  public void step(
      StochasticLogDensity density,
      ChainState current,
      Minibatch batch,
      int chain,
      ChainState next,
      StepInfo info) {
    step(density, current, batch, chain, next, info, current.stepSize, Math.sqrt(current.stepSize));
  }

  /**
   * A step of another size than the chain's.
   *
   * @param epsilon ε of the gradient's part
   * @param noise factor of z
   */
  void step(
      StochasticLogDensity density,
      ChainState current,
      Minibatch batch,
      int chain,
      ChainState next,
      StepInfo info,
      double epsilon,
      double noise) {
    ZigguratSampler normal =
        CounterRandom.normal(seed, chain, current.step, CounterRandom.Use.INJECTED_NOISE);
    next.copyFrom(current);
    double[] g = current.preconditionedGradient;
    for (int i = 0; i < g.length; i++) {
      next.position[i] += epsilon / 2 * g[i] + noise * normal.sample();
    }
    next.logDensity =
        GuardedGradient.evaluate(density, batch, next.position, next.preconditionedGradient);
    UnadjustedStep.end(current, next, info);
  }
}
