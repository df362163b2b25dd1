package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianMixtureTest {

  private static final double[] LEVELS = {1e-9, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999};

  @Test
  void oneComponentIsTheNormalDistribution() {
    GaussianMixture mixture = new GaussianMixture(new double[] {3}, new double[] {0.2});
    NormalDistribution normal = NormalDistribution.of(3, 0.2);

    assertThat(mixture.logDensity(2.5)).isCloseTo(normal.logDensity(2.5), within(1e-12));
    assertThat(mixture.cdf(2.5)).isCloseTo(normal.cumulativeProbability(2.5), within(1e-15));
    for (double level : LEVELS) {
      assertThat(mixture.quantile(level))
          .isCloseTo(normal.inverseCumulativeProbability(level), within(1e-12));
    }
  }

  @Test
  void varianceIsSplitIntoNoiseAndDisagreement() {
    GaussianMixture mixture = new GaussianMixture(new double[] {-1, 3}, new double[] {1, 2});

    assertThat(mixture.mean()).isEqualTo(1);
    assertThat(mixture.aleatoricVariance()).isEqualTo(2.5);
    assertThat(mixture.epistemicVariance()).isEqualTo(4);
    assertThat(mixture.variance()).isEqualTo(6.5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void quantilesInvertTheDistributionFunction(int seed) {
    GaussianMixture mixture = random(seed, 100, 3);

    for (double level : LEVELS) {
      double quantile = mixture.quantile(level);
      double density = Math.exp(mixture.logDensity(quantile));

      assertThat(mixture.cdf(quantile))
          .isCloseTo(level, within(1e-15 + density * 1e-12 * Math.max(1, Math.abs(quantile))));
    }
  }

  @Test
  void narrowComponentsFarApartHaveTheQuantilesOfTheComponentThatHoldsTheLevel() {
    double[] means = {-1e6, 0, 1e-3, 1e6};
    double[] deviations = {1e-6, 1e-6, 1e-6, 1e-6};
    GaussianMixture mixture = new GaussianMixture(means, deviations);

    // Every component holds a quarter of the probability.
    for (int component = 0; component < means.length; component++) {
      for (double inner : new double[] {0.01, 0.3, 0.9}) {
        double expected =
            NormalDistribution.of(means[component], deviations[component])
                .inverseCumulativeProbability(inner);

        assertThat(mixture.quantile((component + inner) / 4))
            .isCloseTo(expected, within(1e-15 + 1e-12 * Math.abs(expected)));
      }
    }
  }

  @Test
  void narrowSpikeWithinAWideComponent() {
    GaussianMixture mixture = new GaussianMixture(new double[] {5, 0}, new double[] {1e-6, 1e3});

    for (double level : LEVELS) {
      double quantile = mixture.quantile(level);
      double tolerance = 1e-12 * Math.max(Math.abs(quantile), 1e-6);

      assertThat(mixture.cdf(quantile - 2 * tolerance)).isLessThanOrEqualTo(level);
      assertThat(mixture.cdf(quantile + 2 * tolerance)).isGreaterThanOrEqualTo(level);
    }
  }

  /**
   * Components of all widths at all distances; every result is held against the function itself.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void wildMixturesHaveExactQuantilesToo(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int repetition = 0; repetition < 20_000; repetition++) {
      int components = 1 + random.nextInt(6);
      double[] means = new double[components];
      double[] deviations = new double[components];
      double distance = Math.pow(10, random.nextDouble(-8, 6));
      double width = random.nextDouble(-6, 5);
      double smallest = Double.POSITIVE_INFINITY;
      for (int i = 0; i < components; i++) {
        means[i] = distance * random.nextDouble(-1, 1) + (random.nextInt(3) == 0 ? 1e5 : 0);
        deviations[i] = Math.pow(10, random.nextDouble(width, 6));
        smallest = Math.min(smallest, deviations[i]);
      }
      double level = random.nextDouble(1e-6, 1);
      GaussianMixture mixture = new GaussianMixture(means, deviations);

      double quantile = mixture.quantile(level);
      double tolerance = 2e-12 * Math.max(Math.abs(quantile), smallest);

      assertThat(mixture.cdf(quantile - tolerance)).isLessThanOrEqualTo(level + 1e-15);
      assertThat(mixture.cdf(quantile + tolerance)).isGreaterThanOrEqualTo(level - 1e-15);
    }
  }

  @Test
  void aLevelBetweenTwoComponentsIsAnsweredFromTheGap() {
    GaussianMixture mixture = new GaussianMixture(new double[] {-10, 20}, new double[] {0.1, 0.1});

    assertThat(mixture.quantile(0.5)).isBetween(-9.5, 19.5);
  }

  @Test
  void quantilesGrowWithTheLevel() {
    GaussianMixture mixture = random(11, 7, 50);
    double last = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < 1000; i++) {
      double quantile = mixture.quantile(i / 1000.0);

      assertThat(quantile).isGreaterThan(last);
      last = quantile;
    }
  }

  @Test
  void densityIsTheSlopeOfTheDistributionFunction() {
    GaussianMixture mixture = random(3, 20, 2);
    double h = 1e-5;
    for (double y = -5; y < 5; y += 0.37) {
      double slope = (mixture.cdf(y + h) - mixture.cdf(y - h)) / (2 * h);

      assertThat(Math.exp(mixture.logDensity(y))).isCloseTo(slope, within(1e-7));
    }
  }

  @Test
  void logDensityIsFiniteWhereTheDensityUnderflows() {
    GaussianMixture mixture = new GaussianMixture(new double[] {0, 1}, new double[] {1, 1});

    double expected = -0.5 * 999.0 * 999.0 - 0.5 * Math.log(2 * Math.PI) - Math.log(2);

    assertThat(mixture.logDensity(1000)).isCloseTo(expected, within(1e-6));
  }

  @Test
  void crpsIsTheIntegralThatDefinesIt() {
    GaussianMixture mixture = random(5, 9, 2);
    double y = 0.7;
    DoubleUnaryOperator below = t -> mixture.cdf(t) * mixture.cdf(t);
    DoubleUnaryOperator above = t -> Math.pow(1 - mixture.cdf(t), 2);

    double integral = simpson(below, -30, y) + simpson(above, y, 30);

    assertThat(mixture.crps(y)).isCloseTo(integral, within(1e-8));
  }

  @Test
  void refusesWhatIsNoMixture() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaussianMixture(new double[0], new double[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaussianMixture(new double[] {1, Double.NaN}, new double[] {1, 1}))
        .withMessageContaining("component 1")
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaussianMixture(new double[] {1}, new double[] {0}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> random(1, 2, 1).quantile(1))
        .withMessageContaining("1.0");
  }

  private static GaussianMixture random(int seed, int components, double spread) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = random.doubles(components, -spread, spread).toArray();
    double[] deviations = random.doubles(components, 0.2, 2).toArray();
    return new GaussianMixture(means, deviations);
  }

  private static double simpson(DoubleUnaryOperator function, double from, double to) {
    int intervals = 20_000;
    double width = (to - from) / intervals;
    double sum = function.applyAsDouble(from) + function.applyAsDouble(to);
    for (int i = 1; i < intervals; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * function.applyAsDouble(from + i * width);
    }
    return sum * width / 3;
  }
}
