package org.smilestream.job.bench.analytical;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Neal's funnel (2003): v ~ N(0, 1) is the first coordinate, all others are N(0, e^v). Neal's v has
 * the standard deviation 3, with which no number of draws that a benchmark can make estimates E[x⁴]
 * = 3 e^18; with 1 the second moments can be estimated and the neck is still there.
 */
record FunnelDensity(int dimension) implements Density {

  @Override
  public double evaluate(double[] position, double[] gradient) {
    double v = position[0];
    double inverse = Math.exp(-v);
    double squares = 0;
    for (int i = 1; i < dimension; i++) {
      squares += position[i] * position[i];
      gradient[i] = -position[i] * inverse;
    }
    gradient[0] = -v + 0.5 * (squares * inverse - (dimension - 1));
    return -0.5 * (v * v + squares * inverse + (dimension - 1) * v);
  }

  /** E[x²] = E[e^v]. */
  @Override
  public double secondMoment(int i) {
    return i == 0 ? 1 : Math.exp(0.5);
  }

  /** E[x⁴] = 3 E[e^(2v)]. */
  @Override
  public double squareVariance(int i) {
    return i == 0 ? 2 : 3 * Math.exp(2) - Math.exp(1);
  }

  @Override
  public double expectedSquaredGradient() {
    return 1 + (dimension - 1) * (0.5 + Math.exp(0.5));
  }

  @Override
  public void draw(UniformRandomProvider random, double[] position) {
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    position[0] = normal.sample();
    double deviation = Math.exp(0.5 * position[0]);
    for (int i = 1; i < dimension; i++) {
      position[i] = deviation * normal.sample();
    }
  }
}
