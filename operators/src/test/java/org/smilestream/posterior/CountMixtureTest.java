package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountMixtureTest {

  @Test
  void varianceIsSplitIntoNoiseAndDisagreement() {
    CountMixture mixture = new CountMixture(new double[] {2, 6}, new double[] {0, 0.5});

    assertThat(mixture.mean()).isEqualTo(4);
    // μ + α μ²: 2 and 24.
    assertThat(mixture.aleatoricVariance()).isEqualTo(13);
    assertThat(mixture.epistemicVariance()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 3, 200, 1e5})
  void quantilesAreTheSmallestCountsThatReachTheLevel(double size) {
    CountMixture mixture = random(7, 30, size);

    for (double level : new double[] {0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.9999}) {
      double quantile = mixture.quantile(level);

      assertThat(quantile).isEqualTo(Math.rint(quantile)).isNotNegative();
      assertThat(mixture.cdf(quantile)).isGreaterThanOrEqualTo(level);
      assertThat(mixture.cdf(quantile - 1)).isLessThan(level);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 3, 200})
  void probabilitiesAndDistributionFunctionAgree(double size) {
    CountMixture mixture = random(3, 20, size);

    double sum = 0;
    for (int k = 0; k < 5 * size + 20; k++) {
      sum += Math.exp(mixture.logDensity(k));
      assertThat(mixture.cdf(k)).isCloseTo(sum, within(1e-10));
      assertThat(mixture.cdf(k + 0.5)).isEqualTo(mixture.cdf(k));
    }
    assertThat(mixture.pit(0)).isCloseTo(mixture.cdf(0) / 2, within(1e-15));
    assertThat(mixture.pit(4)).isCloseTo((mixture.cdf(3) + mixture.cdf(4)) / 2, within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 3, 200, 5000})
  void crpsIsTheSumThatDefinesIt(double size) {
    CountMixture mixture = random(4, 8, size);
    for (double y : new double[] {0, Math.rint(size), Math.rint(2 * size) + 3}) {
      double sum = 0;
      for (int k = 0; k < 40 * size + 100; k++) {
        double difference = mixture.cdf(k) - (y <= k ? 1 : 0);
        sum += difference * difference;
      }

      assertThat(mixture.crps(y)).as("at %s", y).isCloseTo(sum, within(0.01 * sum));
    }
  }

  /**
   * One sample of 80 knows nothing of a row. Up to the last count near the others the sum is made
   * as it is defined; from there on, with F = (79 + G)/80 and X, X' two copies of the far Poisson
   * count, it is Σ ((1 − G)/80)² = E min(X, X')/80² = (μ − √(μ/π))/80².
   */
  @ParameterizedTest
  @ValueSource(doubles = {1e6, 1e9, 1e15})
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void crpsIsFoundThoughAComponentIsFarAway(double far) {
    double[] means = new double[80];
    Arrays.fill(means, 10);
    means[37] = far;
    CountMixture mixture = new CountMixture(means, new double[80]);
    double sum = 0;
    for (int k = 0; k < 200; k++) {
      double difference = mixture.cdf(k) - (12 <= k ? 1 : 0);
      sum += difference * difference;
    }
    sum += (far - 200 - Math.sqrt(far / Math.PI)) / 6400;

    assertThat(mixture.crps(12)).isCloseTo(sum, within(0.01 * sum));
  }

  /** Of the step between two components that are far apart no share may be lost. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e3, 1e7})
  void crpsOfNarrowAndWideComponents(double dispersion) {
    CountMixture mixture =
        new CountMixture(new double[] {3, 400, 2e4}, new double[] {0, dispersion / 1e7, 0.01});
    double sum = 0;
    for (int k = 0; k < 1_000_000; k++) {
      double difference = mixture.cdf(k) - (350 <= k ? 1 : 0);
      sum += difference * difference;
    }

    assertThat(mixture.crps(350)).isCloseTo(sum, within(0.01 * sum));
  }

  /** Nearly all of the mass is at 0, and the rest lies anywhere up to some αμ. */
  @ParameterizedTest
  @CsvSource({"50, 1", "1e3, 1", "1e4, 1", "1e4, 40", "1e5, 1", "1e6, 0.1"})
  void crpsOfAStronglyDispersedCount(double dispersion, double mean) {
    CountMixture mixture = new CountMixture(new double[] {mean}, new double[] {dispersion});
    double spread = dispersion * mean;
    double[] targets = {0, 3, 1000};
    double[] sums = new double[targets.length];
    double probability = Math.exp(-Math.log1p(spread) / dispersion);
    double above = -Math.expm1(-Math.log1p(spread) / dispersion);
    for (int k = 0; k < 60 * spread; k++) {
      for (int i = 0; i < targets.length; i++) {
        double difference = targets[i] <= k ? above : 1 - above;
        sums[i] += difference * difference;
      }
      probability *= (k + 1 / dispersion) / (k + 1) * spread / (1 + spread);
      above -= probability;
    }

    for (int i = 0; i < targets.length; i++) {
      assertThat(mixture.crps(targets[i]))
          .as("at %s", targets[i])
          .isCloseTo(sums[i], within(0.01 * sums[i]));
    }
  }

  /** Between two counts the score changes by F² − (1 − F)² a unit, below all of them by −1. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1e4})
  void crpsBetweenAndBelowCounts(double dispersion) {
    CountMixture mixture = new CountMixture(new double[] {4}, new double[] {dispersion});
    double below = mixture.cdf(3);
    double slope = below * below - (1 - below) * (1 - below);

    assertThat(mixture.crps(3.25)).isCloseTo(mixture.crps(3) + slope / 4, within(1e-6));
    assertThat(mixture.crps(-2)).isCloseTo(mixture.crps(0) + 2, within(1e-6));
  }

  @Test
  void whatIsNoCountIsImpossible() {
    CountMixture mixture = random(1, 3, 4);

    assertThat(mixture.logDensity(-1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(mixture.logDensity(1.5)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(mixture.cdf(-0.1)).isZero();
  }

  /** The largest mean that the likelihood allows. */
  @Test
  void hugeCountsHaveQuantilesToo() {
    CountMixture mixture = new CountMixture(new double[] {1e15}, new double[] {0.5});

    assertThat(mixture.quantile(0.05)).isLessThan(mixture.quantile(0.95));
    assertThat(mixture.cdf(mixture.quantile(0.5))).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void refusesWhatIsNoMixture() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CountMixture(new double[] {0}, new double[] {1}))
        .withMessageContaining("positive mean");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CountMixture(new double[] {1}, new double[] {-1}))
        .withMessageContaining("dispersion of at least 0");
  }

  /** Every third component is a Poisson distribution, or nearly one that is large. */
  private static CountMixture random(int seed, int components, double size) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = random.doubles(components, 0.5 * size, 1.5 * size).toArray();
    double[] dispersions = random.doubles(components, 0.01, 1).toArray();
    for (int i = 0; i < components; i += 3) {
      dispersions[i] = size < 1000 ? 0 : 0.01;
    }
    return new CountMixture(means, dispersions);
  }
}
