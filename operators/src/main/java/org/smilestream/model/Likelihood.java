package org.smilestream.model;

/** How the outputs of the network describe the distribution of a target. */
public enum Likelihood {
  /** One output μ; log σ is one free parameter, the last entry of the position. */
  GAUSSIAN(1),
  /** Two outputs (μ, log σ). */
  GAUSSIAN_HETEROSCEDASTIC(0),
  /** K logits; the target is the class index 0 … K−1. */
  CATEGORICAL(0);

  /** Bounds of a standard deviation; at a bound its gradient is zero. */
  public static final double MIN_SIGMA = 1e-6;

  public static final double MAX_SIGMA = 1e6;

  private final int freeParameters;

  Likelihood(int freeParameters) {
    this.freeParameters = freeParameters;
  }

  /** Number of parameters behind the network's own, at the end of the position. */
  public int freeParameters() {
    return freeParameters;
  }

  /** exp(logSigma), clipped to [{@link #MIN_SIGMA}, {@link #MAX_SIGMA}]. */
  public static double sigma(double logSigma) {
    return Math.min(MAX_SIGMA, Math.max(MIN_SIGMA, Math.exp(logSigma)));
  }
}
