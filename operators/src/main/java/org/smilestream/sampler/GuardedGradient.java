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
    if (!isBounded(Vectors.dot(gradient, gradient))) {
      guard(gradient);
    }
    return logDensity;
  }

  /** Whether no entry of a gradient with this ‖∇ℓ‖² can be out of bounds, nor NaN. */
  static boolean isBounded(double squares) {
    return squares <= MAX_GRADIENT * MAX_GRADIENT;
  }

  /** ∇ℓ to g, in place; needed by few gradients only. */
  static void guard(double[] gradient) {
    for (int i = 0; i < gradient.length; i++) {
      double g = gradient[i];
      gradient[i] = g != g ? 0 : Math.min(MAX_GRADIENT, Math.max(-MAX_GRADIENT, g));
    }
  }
}
