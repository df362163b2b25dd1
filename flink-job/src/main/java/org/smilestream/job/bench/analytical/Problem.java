package org.smilestream.job.bench.analytical;

import org.smilestream.sampler.CounterRandom;

/**
 * A density with its gradient noise.
 *
 * @param condition of the Gaussian; NaN for the other densities
 * @param distribution of the noise; null where there is none
 */
record Problem(
    DensityKind kind,
    int dimension,
    double condition,
    NoiseStructure noise,
    NoiseDistribution distribution) {

  /** Numbers of chains that do not exist, for random numbers that belong to no chain. */
  private static final int DENSITY_ROTATION = -1;

  private static final int NOISE_ROTATION = -2;

  Density density(long seed) {
    return kind.create(
        dimension,
        condition,
        CounterRandom.of(seed, DENSITY_ROTATION, 0, CounterRandom.Use.INITIAL_POSITION));
  }

  GradientNoise noise(Density density, BenchSettings settings) {
    return new GradientNoise(
        noise,
        distribution == null ? NoiseDistribution.GAUSSIAN : distribution,
        settings.noiseScale(),
        settings.noiseSpread(),
        density,
        CounterRandom.of(settings.seed(), NOISE_ROTATION, 0, CounterRandom.Use.INITIAL_POSITION),
        settings.seed());
  }

  /** Time of a gradient in nanoseconds, about: for telling how much time is left. */
  double cost() {
    double dense = (double) dimension * dimension;
    return 200
        + 15.0 * dimension
        + (kind == DensityKind.GAUSSIAN ? 0.4 * dense : 0)
        + (noise == NoiseStructure.CORRELATED ? 0.2 * dense : 0);
  }
}
