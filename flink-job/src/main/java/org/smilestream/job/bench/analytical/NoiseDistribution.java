package org.smilestream.job.bench.analytical;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.TSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.LaplaceDistribution;

/** The distributions of the noise of a coordinate, all of mean 0 and variance 1. */
enum NoiseDistribution {
  GAUSSIAN {
    @Override
    ContinuousSampler sampler(UniformRandomProvider random) {
      return ZigguratSampler.NormalizedGaussian.of(random);
    }
  },
  LAPLACE {
    @Override
    ContinuousSampler sampler(UniformRandomProvider random) {
      return UNIT_LAPLACE.createSampler(random)::sample;
    }
  },
  /** Student's t with three degrees of freedom, divided by its standard deviation √3. */
  STUDENT_T {
    @Override
    ContinuousSampler sampler(UniformRandomProvider random) {
      TSampler t = TSampler.of(random, DEGREES_OF_FREEDOM);
      return () -> t.sample() / T_DEVIATION;
    }
  };

  private static final LaplaceDistribution UNIT_LAPLACE = LaplaceDistribution.of(0, Math.sqrt(0.5));
  private static final double DEGREES_OF_FREEDOM = 3;
  private static final double T_DEVIATION =
      Math.sqrt(DEGREES_OF_FREEDOM / (DEGREES_OF_FREEDOM - 2));

  abstract ContinuousSampler sampler(UniformRandomProvider random);
}
