package org.smilestream.job.bench.analytical;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All combinations of what was chosen that make sense. */
final class CellList {
  private CellList() {}

  /** In the order of the table; only the Gaussian has a condition, only noise a distribution. */
  static List<Cell> of(
      List<DensityKind> densities,
      List<Integer> dimensions,
      List<Double> conditions,
      List<NoiseStructure> noises,
      List<NoiseDistribution> distributions,
      List<Contender> contenders) {
    List<Cell> cells = new ArrayList<>();
    for (DensityKind density : densities) {
      for (int dimension : dimensions) {
        for (double condition : conditionsOf(density, conditions)) {
          for (NoiseStructure noise : noises) {
            for (NoiseDistribution distribution : distributionsOf(noise, distributions)) {
              Problem problem = new Problem(density, dimension, condition, noise, distribution);
              contenders.stream()
                  .filter(c -> c.takesNoise() || noise == NoiseStructure.NONE)
                  .forEach(c -> cells.add(new Cell(problem, c)));
            }
          }
        }
      }
    }
    return cells.stream().distinct().toList();
  }

  private static List<Double> conditionsOf(DensityKind density, List<Double> conditions) {
    return density == DensityKind.GAUSSIAN ? conditions : List.of(Double.NaN);
  }

  private static List<NoiseDistribution> distributionsOf(
      NoiseStructure noise, List<NoiseDistribution> distributions) {
    // List.of allows no null.
    return noise == NoiseStructure.NONE ? Collections.singletonList(null) : distributions;
  }
}
