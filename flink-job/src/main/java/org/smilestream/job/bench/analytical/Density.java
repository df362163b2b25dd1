package org.smilestream.job.bench.analytical;

import org.apache.commons.rng.UniformRandomProvider;

/** A density of which everything is known. Immutable, so that threads can share it. */
interface Density {

  /** d. */
  int dimension();

  /**
   * Returns log p(θ) up to a constant and overwrites {@code gradient} with its gradient; both of
   * length d.
   */
  double evaluate(double[] position, double[] gradient);

  /** E[θ_i²]. */
  double secondMoment(int i);

  /** Var[θ_i²], positive. */
  double squareVariance(int i);

  /** E‖∇ log p‖². */
  double expectedSquaredGradient();

  /** Overwrites {@code position} (length d) with an exact, independent draw. */
  void draw(UniformRandomProvider random, double[] position);
}
