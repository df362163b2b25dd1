package org.smilestream.posterior;

import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Every component is standard normal. */
enum NormalShape implements StandardShape {
  INSTANCE;

  private static final ContinuousDistribution NORMAL = NormalDistribution.of(0, 1);

  @Override
  public double cdf(int component, double z) {
    return NORMAL.cumulativeProbability(z);
  }

  @Override
  public double density(int component, double z) {
    return NORMAL.density(z);
  }

  @Override
  public double logSlope(int component, double z) {
    return -z;
  }

  @Override
  public Range quantiles(double level) {
    double quantile = quantile(level);
    return new Range(quantile, quantile);
  }

  /** The quantile of the standard normal distribution. */
  double quantile(double level) {
    return NORMAL.inverseCumulativeProbability(level);
  }
}
