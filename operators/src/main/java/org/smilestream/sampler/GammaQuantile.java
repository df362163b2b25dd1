package org.smilestream.sampler;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Quantiles of a Gamma variable given by its mean and standard deviation, by the approximation of
 * Wilson and Hilferty (1931), as the published tuner computes them.
 */
public final class GammaQuantile {
  private static final NormalDistribution STANDARD_NORMAL = NormalDistribution.of(0, 1);

  private final double z;

  private GammaQuantile(double z) {
    this.z = z;
  }

  /** The quantile function at one probability, within 0 and 1. */
  public static GammaQuantile at(double probability) {
    return new GammaQuantile(STANDARD_NORMAL.inverseCumulativeProbability(probability));
  }

  /** Q for a variable of the given mean and spread (standard deviation), both positive. */
  public double of(double mean, double spread) {
    double variance = spread * spread + 1e-6;
    double shape = mean * mean / variance;
    double scale = variance / mean;
    double root = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
    return scale * shape * root * root * root;
  }
}
