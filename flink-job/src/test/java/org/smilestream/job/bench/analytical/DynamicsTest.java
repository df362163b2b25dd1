package org.smilestream.job.bench.analytical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DynamicsTest {
  private static final List<Double> GRID = List.of(0.003, 0.01, 0.03, 0.1, 0.3, 1.0);

  private static Problem gaussian(int dimension, double condition, NoiseStructure noise) {
    NoiseDistribution distribution =
        noise == NoiseStructure.NONE ? null : NoiseDistribution.GAUSSIAN;
    return new Problem(DensityKind.GAUSSIAN, dimension, condition, noise, distribution);
  }

  private static BenchSettings settings(double noiseScale, long gradients) {
    return new BenchSettings(noiseScale, 100, gradients, 4, 2, 100, GRID, List.of(1e-8), 1);
  }

  private static double unit(Dynamics dynamics, double noiseScale) {
    Problem problem = gaussian(4, 1, NoiseStructure.ANISOTROPIC);
    Density density = problem.density(1);
    return dynamics.stepUnit(density, problem.noise(density, settings(noiseScale, 100)));
  }

  /** The standard normal in four dimensions: ℓ = 1, σ² = 1 + X². */
  @Test
  void unitsFollowTheNoiseWhereTheStepSizeDoes() {
    double sigma = Math.sqrt(1 + 49);

    assertThat(unit(Dynamics.MICROCANONICAL, 7)).isCloseTo(2, within(1e-12));
    assertThat(unit(Dynamics.LANGEVIN, 7)).isCloseTo(1 / sigma, within(1e-12));
    assertThat(unit(Dynamics.HAMILTONIAN, 7)).isCloseTo(1 / Math.sqrt(sigma), within(1e-12));
  }

  /** From weak to strong noise, the best step size lies inside the default grid. */
  @ParameterizedTest
  @CsvSource({
    "SGLD, 0.1", "SGLD, 10", "SGLD, 100",
    "SGHMC, 0.1", "SGHMC, 10", "SGHMC, 100",
    "CYCLICAL_SGLD, 0.1", "CYCLICAL_SGLD, 10", "CYCLICAL_SGLD, 100"
  })
  void theGridHoldsTheBestStepSize(Contender contender, double noiseScale) {
    Cell cell = new Cell(gaussian(3, 30, NoiseStructure.ISOTROPIC), contender);

    CellResult result = cell.run(settings(noiseScale, 20_000), gradients -> {});

    assertThat(result.value()).isBetween(0.01, 0.3);
  }
}
