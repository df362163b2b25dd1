package org.smilestream.job.bench.analytical;

import org.apache.commons.rng.UniformRandomProvider;

/** The densities by name. */
enum DensityKind {
  GAUSSIAN,
  BANANA,
  FUNNEL;

  /**
   * @param condition of the covariance, for the Gaussian only
   * @param random draws the rotation of the Gaussian
   */
  Density create(int dimension, double condition, UniformRandomProvider random) {
    return switch (this) {
      case GAUSSIAN -> new GaussianDensity(dimension, condition, random);
      case BANANA -> new BananaDensity(dimension);
      case FUNNEL -> new FunnelDensity(dimension);
    };
  }
}
