package org.smilestream.job.bench.analytical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.smilestream.model.Minibatch;
import org.smilestream.sampler.CounterRandom;

/** Seeds are fixed; the tolerances are at least four standard errors of what is estimated. */
class GradientNoiseTest {
  private static final int DIMENSION = 4;
  private static final int STEPS = 100_000;
  private static final double SCALE = 3;
  private static final double SPREAD = 10;

  private final Density density = new BananaDensity(DIMENSION);
  private final Minibatch batch = new Minibatch(0, 0, DIMENSION);
  private final double[] position = new double[DIMENSION];
  private final double[] gradient = new double[DIMENSION];

  private GradientNoise noise(NoiseStructure structure, NoiseDistribution distribution) {
    return new GradientNoise(
        structure,
        distribution,
        SCALE,
        SPREAD,
        density,
        CounterRandom.of(5, 0, 0, CounterRandom.Use.INITIAL_POSITION),
        5);
  }

  /** The matrix of E[g_i g_j] at the origin. */
  private double[][] covariance(NoiseStructure structure, NoiseDistribution distribution) {
    GradientNoise noise = noise(structure, distribution);
    double[][] covariance = new double[DIMENSION][DIMENSION];
    for (int step = 0; step < STEPS; step++) {
      noise.fill(0, step, batch);
      Arrays.fill(gradient, 0);
      noise.add(position, batch, gradient);
      for (int i = 0; i < DIMENSION; i++) {
        for (int j = 0; j < DIMENSION; j++) {
          covariance[i][j] += gradient[i] * gradient[j] / STEPS;
        }
      }
    }
    return covariance;
  }

  private static double trace(double[][] matrix) {
    double trace = 0;
    for (int i = 0; i < matrix.length; i++) {
      trace += matrix[i][i];
    }
    return trace;
  }

  private static double correlation(double[][] covariance, int i, int j) {
    return covariance[i][j] / Math.sqrt(covariance[i][i] * covariance[j][j]);
  }

  @ParameterizedTest
  @EnumSource(NoiseStructure.class)
  void itsGradientIsThatOfItsTerm(NoiseStructure structure) {
    GradientNoise noise = noise(structure, NoiseDistribution.GAUSSIAN);
    noise.fill(2, 7, batch);
    double[] ignored = new double[DIMENSION];
    density.draw(CounterRandom.of(1, 0, 0, CounterRandom.Use.INITIAL_POSITION), position);

    noise.add(position, batch, gradient);

    for (int i = 0; i < DIMENSION; i++) {
      double x = position[i];
      double h = 1e-5;
      position[i] = x + h;
      double above = noise.add(position, batch, ignored);
      position[i] = x - h;
      double below = noise.add(position, batch, ignored);
      position[i] = x;
      assertThat(gradient[i]).isCloseTo((above - below) / (2 * h), within(1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource(value = NoiseStructure.class, names = "NONE", mode = Mode.EXCLUDE)
  void everyStructureHasTheSameEnergy(NoiseStructure structure) {
    GradientNoise noise = noise(structure, NoiseDistribution.LAPLACE);
    double energy = 0;
    for (int step = 0; step < STEPS; step++) {
      density.draw(CounterRandom.of(1, 0, step, CounterRandom.Use.INITIAL_POSITION), position);
      noise.fill(0, step, batch);
      Arrays.fill(gradient, 0);
      noise.add(position, batch, gradient);
      for (double g : gradient) {
        energy += g * g / STEPS;
      }
    }

    double expected = SCALE * SCALE * density.expectedSquaredGradient();
    assertThat(energy / expected).isBetween(0.93, 1.07);
  }

  /** The variance of a squared Student t with three degrees of freedom is infinite. */
  @ParameterizedTest
  @EnumSource(NoiseDistribution.class)
  void everyDistributionHasTheSameEnergy(NoiseDistribution distribution) {
    double expected = SCALE * SCALE * density.expectedSquaredGradient();
    double tolerance = distribution == NoiseDistribution.STUDENT_T ? 0.2 : 0.03;

    assertThat(trace(covariance(NoiseStructure.ISOTROPIC, distribution)) / expected)
        .isCloseTo(1, within(tolerance));
  }

  @Test
  void isotropicNoiseIsTheSameInAllCoordinates() {
    double[][] covariance = covariance(NoiseStructure.ISOTROPIC, NoiseDistribution.GAUSSIAN);

    for (int i = 0; i < DIMENSION; i++) {
      assertThat(covariance[i][i] / covariance[0][0]).isBetween(0.97, 1.03);
      for (int j = 0; j < i; j++) {
        assertThat(correlation(covariance, i, j)).isBetween(-0.02, 0.02);
      }
    }
  }

  @Test
  void anisotropicNoiseSpreadsOverItsFactor() {
    double[][] covariance = covariance(NoiseStructure.ANISOTROPIC, NoiseDistribution.GAUSSIAN);

    double ratio = covariance[0][0] / covariance[DIMENSION - 1][DIMENSION - 1];
    assertThat(Math.sqrt(ratio)).isCloseTo(SPREAD, within(0.2));
    assertThat(correlation(covariance, 0, 1)).isBetween(-0.02, 0.02);
  }

  @Test
  void correlatedNoiseIsCorrelated() {
    double[][] covariance = covariance(NoiseStructure.CORRELATED, NoiseDistribution.GAUSSIAN);

    assertThat(Math.abs(correlation(covariance, 0, 1))).isGreaterThan(0.2);
  }

  @Test
  void varyingNoiseGrowsAwayFromTheOrigin() {
    GradientNoise noise = noise(NoiseStructure.VARYING, NoiseDistribution.GAUSSIAN);
    noise.fill(0, 0, batch);
    noise.add(position, batch, gradient);
    double[] away = new double[DIMENSION];
    position[1] = Math.sqrt(3 * density.secondMoment(1));

    noise.add(position, batch, away);

    assertThat(away[0]).isEqualTo(gradient[0]);
    assertThat(away[1] / gradient[1]).isCloseTo(4, within(1e-12));
  }

  @Test
  void noNoiseIsNone() {
    noise(NoiseStructure.NONE, NoiseDistribution.GAUSSIAN).fill(0, 0, batch);

    assertThat(batch.targets()).containsOnly(0, -0.0);
  }

  @Test
  void noiseDependsOnChainAndStepOnly() {
    GradientNoise noise = noise(NoiseStructure.CORRELATED, NoiseDistribution.STUDENT_T);
    noise.fill(1, 5, batch);
    double[] first = batch.targets().clone();

    noise.fill(1, 6, batch);
    assertThat(batch.targets()).isNotEqualTo(first);
    noise.fill(2, 5, batch);
    assertThat(batch.targets()).isNotEqualTo(first);
    noise.fill(1, 5, batch);
    assertThat(batch.targets()).isEqualTo(first);
  }
}
