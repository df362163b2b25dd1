package org.smilestream.job.bench.analytical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smilestream.sampler.CounterRandom;

/**
 * What the densities say about themselves, against differences and against their own draws. Seeds
 * are fixed; with other seeds a statistical check would fail once in about 10,000 comparisons,
 * since it allows four standard errors.
 */
class DensityTest {
  private static final int DRAWS = 200_000;
  private static final double STANDARD_ERRORS = 4;

  static Stream<Density> densities() {
    return Stream.of(
        new GaussianDensity(2, 100, random(-1)),
        new GaussianDensity(7, 1e4, random(-1)),
        new BananaDensity(2),
        new BananaDensity(5),
        new FunnelDensity(2),
        new FunnelDensity(6));
  }

  private static UniformRandomProvider random(int chain) {
    return CounterRandom.of(3, chain, 0, CounterRandom.Use.INITIAL_POSITION);
  }

  @ParameterizedTest
  @MethodSource("densities")
  void gradientIsThatOfTheLogDensity(Density density) {
    int d = density.dimension();
    double[] position = new double[d];
    double[] gradient = new double[d];
    double[] ignored = new double[d];
    for (int chain = 0; chain < 10; chain++) {
      density.draw(random(chain), position);
      density.evaluate(position, gradient);
      for (int i = 0; i < d; i++) {
        double x = position[i];
        double h = 1e-5;
        position[i] = x + h;
        double above = density.evaluate(position, ignored);
        position[i] = x - h;
        double below = density.evaluate(position, ignored);
        position[i] = x;
        assertThat(gradient[i])
            .as("coordinate %d", i)
            .isCloseTo((above - below) / (2 * h), within(1e-5 * (1 + Math.abs(gradient[i]))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("densities")
  void momentsAreThoseOfTheDraws(Density density) {
    int d = density.dimension();
    double[] position = new double[d];
    double[] sums = new double[d];
    UniformRandomProvider random = random(0);
    for (int draw = 0; draw < DRAWS; draw++) {
      density.draw(random, position);
      for (int i = 0; i < d; i++) {
        sums[i] += position[i] * position[i];
      }
    }
    for (int i = 0; i < d; i++) {
      double standardError = Math.sqrt(density.squareVariance(i) / DRAWS);
      assertThat(sums[i] / DRAWS)
          .as("second moment %d", i)
          .isCloseTo(density.secondMoment(i), within(STANDARD_ERRORS * standardError));
    }
  }

  /**
   * The fourth moments have heavy tails on the funnel: 10 % is about three standard errors there.
   */
  @ParameterizedTest
  @MethodSource("densities")
  void variancesOfTheSquaresAreThoseOfTheDraws(Density density) {
    int d = density.dimension();
    double[] position = new double[d];
    double[] fourth = new double[d];
    double[] gradient = new double[d];
    double squaredGradient = 0;
    UniformRandomProvider random = random(1);
    for (int draw = 0; draw < DRAWS; draw++) {
      density.draw(random, position);
      density.evaluate(position, gradient);
      for (int i = 0; i < d; i++) {
        fourth[i] += Math.pow(position[i], 4) / DRAWS;
        squaredGradient += gradient[i] * gradient[i] / DRAWS;
      }
    }
    double tolerance = density instanceof GaussianDensity ? 0.05 : 0.3;
    for (int i = 0; i < d; i++) {
      double variance = fourth[i] - Math.pow(density.secondMoment(i), 2);
      assertThat(variance / density.squareVariance(i))
          .as("coordinate %d", i)
          .isCloseTo(1, within(tolerance));
    }
    assertThat(squaredGradient / density.expectedSquaredGradient()).isBetween(0.95, 1.05);
  }
}
