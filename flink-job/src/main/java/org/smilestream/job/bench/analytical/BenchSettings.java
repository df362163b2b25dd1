package org.smilestream.job.bench.analytical;

import java.util.ArrayList;
import java.util.List;

/**
 * What holds for all runs of a benchmark.
 *
 * @param noiseScale root mean square of the noise, as a multiple of that of the density's gradient
 * @param noiseSpread largest over smallest scale of anisotropic and correlated noise
 * @param gradients that a chain may use
 * @param chains of a repetition
 * @param repetitions over which b² is averaged
 * @param preconditionerWindow 1/α of the samplers with a preconditioner, in steps
 * @param stepSizes grid for samplers with a fixed step size, in the unit of their {@link Dynamics}
 * @param energyErrors grid for samplers with a tuner: ξ*
 */
record BenchSettings(
    double noiseScale,
    double noiseSpread,
    long gradients,
    int chains,
    int repetitions,
    int preconditionerWindow,
    List<Double> stepSizes,
    List<Double> energyErrors,
    long seed) {

  private static final long FIRST_CHECKPOINT = 100;

  /**
   * The numbers of gradients at which b² is taken: {@link #gradients} and down by factors of √2.
   */
  long[] checkpoints() {
    List<Long> series = new ArrayList<>();
    long next = gradients;
    while (series.isEmpty() || next >= FIRST_CHECKPOINT) {
      series.add(0, next);
      next = Math.round(gradients * Math.pow(2, -series.size() / 2.0));
    }
    return series.stream().mapToLong(Long::longValue).toArray();
  }

  List<Double> grid(Contender.Setting setting) {
    return switch (setting) {
      case STEP_SIZE -> stepSizes;
      case ENERGY_ERROR -> energyErrors;
    };
  }
}
