package org.smilestream.sampler;

import java.util.Arrays;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/**
 * Scale-adapted stochastic gradient Hamiltonian Monte Carlo (Springenberg, Klein, Falkner, Hutter,
 * "Bayesian Optimization with Robust Bayesian Neural Networks", NeurIPS 2016, equations 8 to 10, in
 * the momentum form of Chen, Fox, Guestrin, "Stochastic Gradient Hamiltonian Monte Carlo", ICML
 * 2014). For each coordinate, with friction α = 0.05 and mass s = max(σ, 0.01):
 *
 * <pre>
 *   m ← (1−α) m + ε g + √(max(2αs − ε²σ², 10⁻⁷)) z,   z ~ N(0, 1)
 *   θ ← θ + ε m/s
 * </pre>
 *
 * <p>σ² is the second moment of g, which stands for the variance of its minibatch noise: ε²σ² is
 * what that noise already adds to m. During the tuning steps it adapts, and so does the length τ of
 * the averages; after tuning it stays, as the posterior would otherwise change with the chain:
 *
 * <pre>
 *   τ  ← τ (1 − ḡ²/(σ² + 10⁻⁷)) + 1
 *   ḡ  ← ḡ + (g − ḡ)/(τ+1)
 *   σ² ← max(σ² + (g² − σ²)/(τ+1), 10⁻⁷)
 * </pre>
 *
 * <p>The cycle is cut after {@code (1−α) m + ε g}: a step begins with the noise and the move and
 * ends with g at the new position, so that a divergence is seen before it is kept.
 */
final class SghmcSampler implements Sampler {
  private static final double FRICTION = 0.05;
  private static final double MIN_NOISE_VARIANCE = 1e-7;
  private static final double MIN_SECOND_MOMENT = 1e-7;

  /**
   * A coordinate that had next to no gradient while σ adapted, such as a weight of a unit that was
   * off, would fly away at the first gradient that it gets.
   */
  private static final double MIN_MASS = 1e-2;

  private final double[] gradient;
  private final long seed;
  private final double stepSize;
  private final long tuningSteps;

  SghmcSampler(int dimension, long seed, double stepSize, long tuningSteps) {
    gradient = new double[dimension];
    this.seed = seed;
    this.stepSize = stepSize;
    this.tuningSteps = tuningSteps;
  }

  /**
   * τ and σ start at 1 and ḡ at 0: then ḡ² ≤ σ² always holds, both being averages with the same
   * weights, and τ never falls below 1.
   */
  @Override
  public ChainState start(double[] position) {
    ChainState state = ChainState.at(position, stepSize);
    Arrays.fill(lengths(state), 1);
    Arrays.fill(state.deviations, 1);
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
    next.copyFrom(current);
    move(chain, next);
    next.logDensity = GuardedGradient.evaluate(density, batch, next.position, gradient);
    if (current.age() < tuningSteps) {
      adapt(next);
    }
    double epsilon = next.stepSize;
    for (int i = 0; i < gradient.length; i++) {
      next.velocity[i] = (1 - FRICTION) * next.velocity[i] + epsilon * gradient[i];
    }
    UnadjustedStep.end(current, next, info);
  }

  /** Adds the noise to the momentum and moves the position by it. */
  private void move(int chain, ChainState state) {
    ZigguratSampler normal =
        CounterRandom.normal(seed, chain, state.step, CounterRandom.Use.INJECTED_NOISE);
    double epsilon = state.stepSize;
    for (int i = 0; i < gradient.length; i++) {
      double sigma = state.deviations[i];
      double mass = Math.max(sigma, MIN_MASS);
      double variance = 2 * FRICTION * mass - epsilon * epsilon * sigma * sigma;
      double noise = Math.sqrt(Math.max(variance, MIN_NOISE_VARIANCE));
      state.velocity[i] += noise * normal.sample();
      state.position[i] += epsilon * state.velocity[i] / mass;
    }
  }

  private void adapt(ChainState state) {
    double[] tau = lengths(state);
    for (int i = 0; i < gradient.length; i++) {
      double g = gradient[i];
      double average = state.averages[i];
      double secondMoment = state.deviations[i] * state.deviations[i];
      tau[i] = tau[i] * (1 - average * average / (secondMoment + MIN_SECOND_MOMENT)) + 1;
      double weight = 1 / (tau[i] + 1);
      state.averages[i] = average + weight * (g - average);
      secondMoment += weight * (g * g - secondMoment);
      state.deviations[i] = Math.sqrt(Math.max(secondMoment, MIN_SECOND_MOMENT));
    }
  }

  /** τ lies where other samplers keep their gradient. */
  private static double[] lengths(ChainState state) {
    return state.preconditionedGradient;
  }
}
