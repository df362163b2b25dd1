package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleUnaryOperator;
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

  /** Any mean and dispersion that a likelihood allows, and any mixture of them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void everyMixtureHasFiniteScoresAfterFewSteps(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int draw = 0; draw < 30; draw++) {
      CountMixture mixture = extreme(random);
      AtomicInteger calls = new AtomicInteger();
      DoubleUnaryOperator counted =
          y -> {
            calls.incrementAndGet();
            return mixture.cdf(y);
          };
      double before = 0;
      for (double level : new double[] {1e-6, 0.05, 0.5, 0.95, 1 - 1e-6}) {
        double quantile = mixture.quantile(level, counted);

        assertThat(quantile).isFinite().isGreaterThanOrEqualTo(before);
        assertThat(mixture.cdf(quantile)).isBetween(level, 1.0);
        assertThat(mixture.cdf(Math.min(quantile - 1, Math.nextDown(quantile)))).isLessThan(level);
        assertScores(mixture, quantile, counted);
        before = quantile;
      }
      assertScores(mixture, 0, counted);
      assertScores(mixture, 1e15, counted);
      assertThat(calls.get()).isLessThan(5 * 300 + 7 * 2_500);
    }
  }

  private static void assertScores(CountMixture mixture, double y, DoubleUnaryOperator counted) {
    assertThat(mixture.crps(y, counted)).isFinite().isNotNegative();
    assertThat(mixture.pit(y)).isBetween(0.0, 1.0);
    assertThat(mixture.logDensity(y)).isFinite();
  }

  private static CountMixture extreme(SplittableRandom random) {
    int components = random.nextInt(1, 40);
    double low = random.nextDouble(-6, 15);
    double high = random.nextDouble(low, 15);
    boolean alike = random.nextBoolean();
    double dispersion = random.nextDouble(-6, 6);
    double[] means = new double[components];
    double[] dispersions = new double[components];
    for (int i = 0; i < components; i++) {
      means[i] = Math.pow(10, low + (high - low) * random.nextDouble());
      if (random.nextInt(4) != 0) {
        dispersions[i] = Math.pow(10, alike ? dispersion : random.nextDouble(-6, 6));
      }
    }
    return new CountMixture(means, dispersions);
  }

  /** Nearly all is at zero, and what is not is far out. */
  @ParameterizedTest
  @CsvSource({"1e3, 1e4", "1e12, 1e6", "1e15, 1e6"})
  void crpsOfEnormousDispersions(double mean, double dispersion) {
    CountMixture mixture =
        new CountMixture(new double[] {2, 3, mean}, new double[] {0.1, 0.1, dispersion});
    double sum = 0;
    for (int k = 0; k < 100; k++) {
      double difference = mixture.cdf(k) - (3 <= k ? 1 : 0);
      sum += difference * difference;
    }
    // Beyond, on a grid whose distances grow with the counts.
    for (double k = 100; k < 100 * mean * dispersion; k *= 1.001) {
      double above = 1 - mixture.cdf(k);
      sum += above * above * 0.001 * k;
    }

    assertThat(mixture.crps(3)).isCloseTo(sum, within(0.01 * sum));
  }

  @Test
  void crpsOfWhatIsNoCountIsTheIntegral() {
    CountMixture mixture = random(2, 5, 3);
    double between = mixture.crps(2.25);
    double below = mixture.cdf(2);

    assertThat(between)
        .isCloseTo(
            mixture.crps(2) + 0.25 * (below * below - (1 - below) * (1 - below)), within(1e-12));
    assertThat(mixture.crps(-3)).isCloseTo(mixture.crps(0) + 3, within(1e-12));
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
