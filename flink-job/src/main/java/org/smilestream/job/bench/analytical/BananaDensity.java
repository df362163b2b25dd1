package org.smilestream.job.bench.analytical;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * The twisted Gaussian of Haario, Saksman and Tamminen (1999), a tenth of its size: x ~ N(0, 1), y
 * | x ~ N(b (x² − 1), τ²) with b = 0.3 and τ = 0.1. The coordinates are independent pairs (x, y);
 * where d is odd, the last is an x alone.
 */
record BananaDensity(int dimension) implements Density {
  private static final double BEND = 0.3;
  private static final double WIDTH = 0.1;
  private static final double PRECISION = 1 / (WIDTH * WIDTH);

  @Override
  public double evaluate(double[] position, double[] gradient) {
    double logDensity = 0;
    for (int i = 0; i < dimension; i += 2) {
      double x = position[i];
      logDensity -= 0.5 * x * x;
      gradient[i] = -x;
      if (i + 1 < dimension) {
        double deviation = position[i + 1] - BEND * (x * x - 1);
        double pull = -PRECISION * deviation;
        logDensity += 0.5 * pull * deviation;
        gradient[i] -= pull * 2 * BEND * x;
        gradient[i + 1] = pull;
      }
    }
    return logDensity;
  }

  private static boolean bent(int i) {
    return i % 2 == 1;
  }

  /** With w = x² − 1: E[w²] = 2. */
  @Override
  public double secondMoment(int i) {
    return bent(i) ? 2 * BEND * BEND + WIDTH * WIDTH : 1;
  }

  /** With w = x² − 1: E[w²] = 2, E[w⁴] = 60. */
  @Override
  public double squareVariance(int i) {
    if (!bent(i)) {
      return 2;
    }
    double b2 = BEND * BEND;
    double t2 = WIDTH * WIDTH;
    double fourthMoment = 60 * b2 * b2 + 6 * 2 * b2 * t2 + 3 * t2 * t2;
    double secondMoment = secondMoment(i);
    return fourthMoment - secondMoment * secondMoment;
  }

  @Override
  public double expectedSquaredGradient() {
    double pair = 1 + 4 * BEND * BEND * PRECISION + PRECISION;
    return dimension / 2 * pair + dimension % 2;
  }

  @Override
  public void draw(UniformRandomProvider random, double[] position) {
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    for (int i = 0; i < dimension; i++) {
      double z = normal.sample();
      position[i] = bent(i) ? BEND * (position[i - 1] * position[i - 1] - 1) + WIDTH * z : z;
    }
  }
}
