package org.smilestream.sampler;

import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/**
 * One step of the minimal-norm (McLachlan) splitting V(b₁) T(a) V(b₂) T(a) V(b₁), with a = 1/2 and
 * b₂ = 1 − 2b₁: two gradients a step.
 */
final class MinimalNormIntegrator {
  private static final double B1 = 0.1931833275037836;
  private static final double B2 = 1 - 2 * B1;
  private static final double A = 0.5;

  private final double[] gradient;
  private double kineticChange;
  private double middleLogDensity;

  MinimalNormIntegrator(int dimension) {
    gradient = new double[dimension];
  }

  /**
   * Moves position, velocity, h and ℓ of {@code current} by one step into {@code next}.
   *
   * @param startGradient h that the first velocity update uses, length d
   * @param inverseScale 1/s, length d
   */
  void step(
      StochasticLogDensity density,
      Minibatch batch,
      ChainState current,
      double[] startGradient,
      double[] inverseScale,
      ChainState next) {
    double epsilon = current.ownStepSize();
    double[] h = next.preconditionedGradient;
    kineticChange =
        VelocityUpdate.apply(current.velocity, startGradient, epsilon * B1, next.velocity);
    move(current.position, next, epsilon, inverseScale);
    middleLogDensity = evaluate(density, batch, next.position);
    precondition(inverseScale, h);
    kineticChange += VelocityUpdate.apply(next.velocity, h, epsilon * B2, next.velocity);
    move(next.position, next, epsilon, inverseScale);
    next.logDensity = evaluate(density, batch, next.position);
    precondition(inverseScale, h);
    kineticChange += VelocityUpdate.apply(next.velocity, h, epsilon * B1, next.velocity);
  }

  /** ℓ and g of {@link GuardedGradient}; g is in {@link #gradient()}. */
  double evaluate(StochasticLogDensity density, Minibatch batch, double[] position) {
    return GuardedGradient.evaluate(density, batch, position, gradient);
  }

  /** h = g/s for the newest gradient. */
  void precondition(double[] inverseScale, double[] h) {
    for (int i = 0; i < h.length; i++) {
      h[i] = gradient[i] * inverseScale[i];
    }
  }

  private static void move(double[] from, ChainState next, double epsilon, double[] inverseScale) {
    double step = epsilon * A;
    for (int i = 0; i < from.length; i++) {
      next.position[i] = from[i] + step * next.velocity[i] * inverseScale[i];
    }
  }

  /** g, not divided by s, of the newest evaluation. */
  double[] gradient() {
    return gradient;
  }

  /** ΔK of the last step. */
  double kineticChange() {
    return kineticChange;
  }

  /** ℓ in the middle of the last step. */
  double middleLogDensity() {
    return middleLogDensity;
  }
}
