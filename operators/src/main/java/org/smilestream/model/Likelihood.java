package org.smilestream.model;

/**
 * How the outputs of the network describe the distribution of a target y. The formulas stand in
 * docs/concepts.md.
 */
public enum Likelihood {
  /** One output μ; log σ is one free parameter, the last entry of the position. */
  GAUSSIAN(1),
  /** Two outputs (μ, log σ). */
  GAUSSIAN_HETEROSCEDASTIC(2),
  /**
   * Two outputs (μ, log σ): y = μ + σ T, with T of Student's t distribution. Its degrees of freedom
   * ν are given, or ν = 2 + exp(η) with η one free parameter, the last entry of the position: the
   * variance σ² ν / (ν − 2) always exists.
   */
  STUDENT_T(2),
  /** K logits; the target is the class index 0 … K−1. */
  CATEGORICAL(0),
  /** One output log μ; the target is a count of that mean and variance. */
  POISSON(1),
  /** Two outputs (log μ, log α); the target is a count of mean μ and variance μ + α μ². */
  NEGATIVE_BINOMIAL(2);

  /** Bounds of a standard deviation or scale; at a bound its gradient is zero. */
  public static final double MIN_SIGMA = 1e-6;

  public static final double MAX_SIGMA = 1e6;

  /**
   * Bounds of the mean of a count; beyond them the gradient is that of the bound, so that it leads
   * back.
   */
  public static final double MIN_RATE = 1e-6;

  public static final double MAX_RATE = 1e15;

  /** The variance of a Student t distribution exists beyond so many degrees of freedom. */
  public static final double LEAST_DEGREES_OF_FREEDOM = 2;

  private final int outputs;

  Likelihood(int outputs) {
    this.outputs = outputs;
  }

  /**
   * Width of the network's last layer.
   *
   * @param classes number of classes; no other likelihood than {@link #CATEGORICAL} reads it
   */
  public int outputs(int classes) {
    return this == CATEGORICAL ? classes : outputs;
  }

  /** Whether the target is normal, given the network's outputs. */
  public boolean isNormal() {
    return this == GAUSSIAN || this == GAUSSIAN_HETEROSCEDASTIC;
  }

  /** Whether the network's second output is that of a scale σ, by a {@link ScaleLink}. */
  public boolean hasScaleOutput() {
    return this == GAUSSIAN_HETEROSCEDASTIC || this == STUDENT_T;
  }

  /** Whether the target is a count: it is neither shifted nor scaled. */
  public boolean isOfCounts() {
    return this == POISSON || this == NEGATIVE_BINOMIAL;
  }

  /** exp(logSigma), clipped to [{@link #MIN_SIGMA}, {@link #MAX_SIGMA}]. */
  public static double sigma(double logSigma) {
    return clippedExp(logSigma, MIN_SIGMA, MAX_SIGMA);
  }

  /** The α of {@link #NEGATIVE_BINOMIAL}: exp(logDispersion), clipped as a σ is. */
  public static double dispersion(double logDispersion) {
    return clippedExp(logDispersion, MIN_SIGMA, MAX_SIGMA);
  }

  /** The mean of a count: exp(logRate), clipped to [{@link #MIN_RATE}, {@link #MAX_RATE}]. */
  public static double rate(double logRate) {
    return clippedExp(logRate, MIN_RATE, MAX_RATE);
  }

  /** The ν of {@link #STUDENT_T} where it is learned: 2 + exp(η), with exp(η) clipped as a σ is. */
  public static double degreesOfFreedom(double eta) {
    return LEAST_DEGREES_OF_FREEDOM + clippedExp(eta, MIN_SIGMA, MAX_SIGMA);
  }

  private static double clippedExp(double x, double least, double most) {
    return Math.min(most, Math.max(least, Math.exp(x)));
  }
}
