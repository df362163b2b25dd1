package org.smilestream.sampler;

import java.util.Arrays;

/**
 * The gradient-noise preconditioner of pSMILE: follows the scale σ of each coordinate's gradient by
 * moving averages with weight α = 1/window, and divides the dynamics by it.
 */
public enum Preconditioner {
  /** s = 1. */
  NONE,
  /** As the paper derives it: σ² follows (g − ḡ)², ḡ follows g. */
  NOISE_VARIANCE,
  /**
   * As the authors' program runs it: ḡ is 1 anew in every step, so that σ is, but for a shift, a
   * second moment.
   */
  SECOND_MOMENT,
  /**
   * σ² as {@link #NOISE_VARIANCE}, and the prior's share beside it.
   *
   * <p>The gradient of a minibatch has the variance (N/b) · F in a coordinate, where F is the
   * Fisher information of N rows. The prior makes no noise, so a coordinate that no row speaks of,
   * such as the weight of a category that has left the window, has σ ≈ 0: its scale follows the
   * chain's own motion, and the chain wanders far out of the prior. With (N/b) · p added, p being
   * the prior's precision, s² is everywhere (N/b) times the diagonal of the posterior's precision.
   */
  POSTERIOR_PRECISION;

  private static final double MAX_AVERAGE = 1e6;
  private static final double MIN_VARIANCE = 1e-7;
  private static final double MIN_SCALE = 1e-2;
  private static final double MAX_SCALE = 1e4;

  /** ḡ and σ of a chain that starts. */
  void start(ChainState state) {
    double start = this == NONE ? 0 : 1;
    Arrays.fill(state.averages, start);
    Arrays.fill(state.deviations, start);
  }

  /**
   * Writes 1/s, where s is the scale clipped and divided by its root mean square.
   *
   * @param priorVariance (N/b) · p, what the prior adds to the variance σ² of each coordinate
   */
  void inverseScale(ChainState state, double priorVariance, double[] inverse) {
    if (this == NONE) {
      Arrays.fill(inverse, 1);
      return;
    }
    boolean withPrior = this == POSTERIOR_PRECISION;
    for (int i = 0; i < inverse.length; i++) {
      double sigma = state.deviations[i];
      double scale = withPrior ? Math.sqrt(sigma * sigma + priorVariance) : sigma;
      inverse[i] = Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale));
    }
    double rootMeanSquare = Math.sqrt(Vectors.dot(inverse, inverse) / inverse.length);
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = rootMeanSquare / inverse[i];
    }
  }

  /**
   * Updates ḡ and σ by the gradient g that a step ended with.
   *
   * @param weight α, within 0 and 1
   */
  void update(ChainState current, double[] gradient, double weight, ChainState next) {
    if (this == NONE) {
      return;
    }
    boolean carried = this != SECOND_MOMENT;
    for (int i = 0; i < gradient.length; i++) {
      double g = gradient[i];
      double before = carried ? current.averages[i] : 1;
      double average = (1 - weight) * before + weight * g;
      average = Math.min(MAX_AVERAGE, Math.max(-MAX_AVERAGE, average));
      double sigma = current.deviations[i];
      double variance = (1 - weight) * sigma * sigma + weight * (g - average) * (g - average);
      next.averages[i] = average;
      next.deviations[i] = Math.sqrt(Math.max(variance, MIN_VARIANCE));
    }
  }
}
