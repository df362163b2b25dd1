package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudentTMixtureTest {
  private static final double[] LEVELS = {1e-6, 0.05, 0.25, 0.5, 0.75, 0.95, 0.9999};

  @Test
  void varianceIsSplitIntoNoiseAndDisagreement() {
    StudentTMixture mixture =
        new StudentTMixture(new double[] {-1, 3}, new double[] {1, 2}, new double[] {4, 3});

    assertThat(mixture.mean()).isEqualTo(1);
    // σ² ν / (ν − 2): 2 and 12.
    assertThat(mixture.aleatoricVariance()).isCloseTo(7, within(1e-12));
    assertThat(mixture.epistemicVariance()).isEqualTo(4);
  }

  @Test
  void manyDegreesOfFreedomAreTheNormalDistribution() {
    double[] means = {-1, 3, 4};
    double[] scales = {1, 2, 0.5};
    StudentTMixture mixture = new StudentTMixture(means, scales, new double[] {1e6, 1e6, 1e6});
    GaussianMixture normal = new GaussianMixture(means, scales);

    for (double y = -6; y < 10; y += 0.7) {
      assertThat(mixture.cdf(y)).isCloseTo(normal.cdf(y), within(1e-5));
      assertThat(mixture.logDensity(y)).isCloseTo(normal.logDensity(y), within(1e-3));
      assertThat(mixture.crps(y)).isCloseTo(normal.crps(y), within(1e-3));
    }
  }

  /** With one ν, and with one for each component. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void quantilesInvertTheDistributionFunction(int seed) {
    StudentTMixture mixture = random(seed, 80, 3, seed % 2 == 0);

    for (double level : LEVELS) {
      double quantile = mixture.quantile(level);
      double density = Math.exp(mixture.logDensity(quantile));

      assertThat(mixture.cdf(quantile))
          .isCloseTo(level, within(1e-14 + density * 1e-11 * Math.max(1, Math.abs(quantile))));
    }
  }

  /** Locations close together, as far apart as the scales, and much further. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 2, 10})
  void crpsIsTheIntegralThatDefinesIt(double distance) {
    StudentTMixture mixture = random(5, 12, distance, true);
    for (double y : new double[] {-4, 0.7, 9}) {
      DoubleUnaryOperator below = t -> mixture.cdf(t) * mixture.cdf(t);
      DoubleUnaryOperator above = t -> Math.pow(1 - mixture.cdf(t), 2);
      double integral = simpson(below, -500, y) + simpson(above, y, 500);

      assertThat(mixture.crps(y)).isCloseTo(integral, within(0.01 * integral));
    }
  }

  /**
   * A sample that knows nothing of a row has a scale, or a location, far from those of the others.
   */
  @ParameterizedTest
  @CsvSource({"0, 1e4", "0, 1e7", "3e3, 1", "-1e6, 1e-3"})
  void crpsBearsASingleComponentThatIsFarOff(double location, double scale) {
    int others = 79;
    double[] locations = new double[others + 1];
    double[] scales = new double[others + 1];
    double[] degreesOfFreedom = new double[others + 1];
    for (int i = 0; i < others; i++) {
      locations[i] = 0.05 * i;
      scales[i] = 8 + 0.05 * i;
    }
    locations[others] = location;
    scales[others] = scale;
    Arrays.fill(degreesOfFreedom, 4);
    StudentTMixture mixture = new StudentTMixture(locations, scales, degreesOfFreedom);
    double y = 3;

    // In x, t = ± sinh x from y on: fine near y, and far enough.
    DoubleUnaryOperator below = x -> Math.pow(mixture.cdf(y - Math.sinh(x)), 2) * Math.cosh(x);
    DoubleUnaryOperator above = x -> Math.pow(1 - mixture.cdf(y + Math.sinh(x)), 2) * Math.cosh(x);
    double integral = simpson(below, 0, 24) + simpson(above, 0, 24);

    assertThat(mixture.crps(y)).isCloseTo(integral, within(0.02 * integral));
  }

  /** It has a closed form of its own. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-9, 0.3, 1.9999, 2.0001, 7, 300, 1e6})
  void fourDegreesOfFreedomAreAsAnyOther(double z) {
    StudentShape shape = new StudentShape(new double[] {4});
    TDistribution reference = TDistribution.of(4);

    double lower = reference.cumulativeProbability(-z);
    assertThat(shape.cdf(0, -z)).isCloseTo(lower, within(1e-13 * lower));
    assertThat(shape.cdf(0, z)).isCloseTo(reference.cumulativeProbability(z), within(1e-15));
    double density = reference.density(z);
    assertThat(shape.density(0, z)).isCloseTo(density, within(1e-13 * density));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-12, 1e-4, 0.05, 0.49, 0.5, 0.500001, 0.75, 0.95, 0.999999})
  void quantilesOfFourDegreesOfFreedomAreBracketed(double level) {
    StudentShape shape = new StudentShape(new double[] {4});
    double quantile = TDistribution.of(4).inverseCumulativeProbability(level);
    double width = 2e-6 * Math.max(1, Math.abs(quantile));

    StandardShape.Range range = shape.quantiles(level);
    assertThat(range.lowest()).isBetween(quantile - width, quantile);
    assertThat(range.highest()).isBetween(quantile, quantile + width);
  }

  @Test
  void refusesWhatHasNoVariance() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StudentTMixture(new double[] {0}, new double[] {1}, new double[] {2}))
        .withMessage("component 0 of a mixture needs more than 2 degrees of freedom: 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StudentTMixture(new double[] {0}, new double[] {0}, new double[] {3}))
        .withMessageContaining("positive scale");
  }

  private static StudentTMixture random(int seed, int components, double spread, boolean oneNu) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] degreesOfFreedom = random.doubles(components, 2.3, 8).toArray();
    if (oneNu) {
      Arrays.fill(degreesOfFreedom, 3.5);
    }
    return new StudentTMixture(
        random.doubles(components, -spread, spread).toArray(),
        random.doubles(components, 0.3, 2).toArray(),
        degreesOfFreedom);
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
