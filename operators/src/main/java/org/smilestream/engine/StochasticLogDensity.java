package org.smilestream.engine;

import org.smilestream.model.Minibatch;

/**
 * An estimate of a log density and of its gradient from a minibatch. All that a sampler needs to
 * know of a model.
 */
@FunctionalInterface
public interface StochasticLogDensity {

  /**
   * Returns ℓ(θ; B) = log p(θ) + n Σᵢ wᵢ log p(yᵢ | xᵢ, θ) and overwrites {@code gradient} with ∇ℓ
   * as it comes: neither NaN is replaced nor is anything clipped here.
   *
   * @param position θ, length d, not changed
   * @param batch B; a density without data ignores it
   * @param gradient ∇ℓ, length d, overwritten
   */
  double evaluate(double[] position, Minibatch batch, double[] gradient);

  /**
   * Returns ℓ with an error of rounding below {@code tolerance}, or as little as double allows: the
   * value of {@link #evaluate} where that is good enough.
   *
   * @param evaluated what {@link #evaluate} returned for the same arguments, in the last call
   */
  default double refine(double evaluated, double tolerance, double[] position, Minibatch batch) {
    return evaluated;
  }
}
