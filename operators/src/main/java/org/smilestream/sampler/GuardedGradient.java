package org.smilestream.sampler;

import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/** The gradient g that every sampler moves by. */
final class GuardedGradient {
  private static final double MAX_GRADIENT = 1e6;

  private GuardedGradient() {}

  /**
   * Returns ℓ and overwrites {@code gradient} with g: ∇ℓ with NaN replaced by 0 and each entry
   * clipped to ±10⁶.
   */
  static double evaluate(
      StochasticLogDensity density, Minibatch batch, double[] position, double[] gradient) {
    double logDensity = density.evaluate(position, batch, gradient);
    // No entry can be out of bounds then, nor NaN: the loop is needed by few gradients only.
    if (!(Vectors.dot(gradient, gradient) <= MAX_GRADIENT * MAX_GRADIENT)) {
      guard(gradient);
    }
    return logDensity;
  }

  private static void guard(double[] gradient) {
    for (int i = 0; i < gradient.length; i++) {
      double g = gradient[i];
      gradient[i] = g != g ? 0 : Math.min(MAX_GRADIENT, Math.max(-MAX_GRADIENT, g));
    }
  }
}
