package org.smilestream.job.bench.analytical;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * A Gaussian of mean 0 whose principal axes are rotated at random. The standard deviations along
 * the axes lie evenly on a logarithmic scale between 1/√κ and 1, so that the covariance has the
 * condition number κ.
 */
final class GaussianDensity implements Density {
  private final double[] deviations;
  private final double[][] axes;
  private final double[][] precision;
  private final double[] variances;

  /**
   * @param dimension d, at least 2
   * @param condition κ, at least 1
   * @param random draws the rotation
   */
  GaussianDensity(int dimension, double condition, UniformRandomProvider random) {
    deviations = new double[dimension];
    axes = Rotation.random(dimension, random);
    precision = new double[dimension][dimension];
    variances = new double[dimension];
    for (int k = 0; k < dimension; k++) {
      double variance = Math.pow(condition, -(double) k / (dimension - 1));
      deviations[k] = Math.sqrt(variance);
      for (int i = 0; i < dimension; i++) {
        Rotation.add(axes[k][i] / variance, axes[k], precision[i]);
        variances[i] += variance * axes[k][i] * axes[k][i];
      }
    }
  }

  @Override
  public int dimension() {
    return deviations.length;
  }

  @Override
  public double evaluate(double[] position, double[] gradient) {
    Arrays.fill(gradient, 0);
    for (int i = 0; i < position.length; i++) {
      Rotation.add(-position[i], precision[i], gradient);
    }
    double logDensity = 0;
    for (int i = 0; i < position.length; i++) {
      logDensity += 0.5 * position[i] * gradient[i];
    }
    return logDensity;
  }

  @Override
  public double secondMoment(int i) {
    return variances[i];
  }

  @Override
  public double squareVariance(int i) {
    return 2 * variances[i] * variances[i];
  }

  /** The trace of the precision. */
  @Override
  public double expectedSquaredGradient() {
    double trace = 0;
    for (double deviation : deviations) {
      trace += 1 / (deviation * deviation);
    }
    return trace;
  }

  @Override
  public void draw(UniformRandomProvider random, double[] position) {
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    Arrays.fill(position, 0);
    for (int k = 0; k < deviations.length; k++) {
      Rotation.add(deviations[k] * normal.sample(), axes[k], position);
    }
  }
}
