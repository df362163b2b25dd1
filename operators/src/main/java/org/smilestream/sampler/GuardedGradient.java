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
    for (int i = 0; i < gradient.length; i++) {
      double g = gradient[i];
      gradient[i] = g != g ? 0 : Math.min(MAX_GRADIENT, Math.max(-MAX_GRADIENT, g));
    }
    return logDensity;
  }
}
