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

  private final StepPasses passes = StepPasses.create();
  private final StepPasses.Products products = new StepPasses.Products();
  private final VelocityUpdate velocityUpdate = new VelocityUpdate(passes);
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
    double[] u = next.velocity;
    double[] h = next.preconditionedGradient;
    passes.project(current.velocity, startGradient, products);
    kineticChange = velocityUpdate.turn(current.velocity, startGradient, products, epsilon * B1, u);
    move(current.position, next, epsilon, inverseScale);
    middleLogDensity = evaluate(density, batch, next.position, inverseScale, u, h);
    kineticChange += velocityUpdate.turn(u, h, products, epsilon * B2, u);
    move(next.position, next, epsilon, inverseScale);
    next.logDensity = evaluate(density, batch, next.position, inverseScale, u, h);
    kineticChange += velocityUpdate.turn(u, h, products, epsilon * B1, u);
    VelocityUpdate.scale(u, velocityUpdate.scale());
  }

  /**
   * Returns ℓ and overwrites {@code h} with g/s, where g is that of {@link GuardedGradient}; it
   * stays in {@link #gradient()}.
   *
   * @param velocity u, length d, whose product with h the next velocity update needs
   */
  double evaluate(
      StochasticLogDensity density,
      Minibatch batch,
      double[] position,
      double[] inverseScale,
      double[] velocity,
      double[] h) {
    double logDensity = density.evaluate(position, batch, gradient);
    passes.precondition(gradient, inverseScale, velocity, h, products);
    if (!GuardedGradient.isBounded(products.gradient)) {
      GuardedGradient.guard(gradient);
      passes.precondition(gradient, inverseScale, velocity, h, products);
    }
    return logDensity;
  }

  /** Gives the velocity unit length on the way. */
  private void move(double[] from, ChainState next, double epsilon, double[] inverseScale) {
    double scale = velocityUpdate.scale();
    passes.move(scale, next.velocity, epsilon * A, inverseScale, from, next.position);
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
