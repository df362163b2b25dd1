package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.ScipyValues;

/** Mixtures of one component, or of the same one three times, against SciPy. */
class ScipyMixtureTest {
  private static final int COPIES = 3;

  private static PredictiveDistribution studentT(double[] a) {
    return new StudentTMixture(new double[] {a[1]}, new double[] {a[2]}, new double[] {a[0]});
  }

  private static PredictiveDistribution poisson(double[] a) {
    return new CountMixture(fill(a[0]), fill(0));
  }

  private static PredictiveDistribution negativeBinomial(double[] a) {
    return new CountMixture(fill(a[0]), fill(a[1]));
  }

  private static double[] fill(double value) {
    return Stream.generate(() -> value).limit(COPIES).mapToDouble(Double::doubleValue).toArray();
  }

  private static Function<double[], PredictiveDistribution> family(String name) {
    return switch (name) {
      case "t" -> ScipyMixtureTest::studentT;
      case "poisson" -> ScipyMixtureTest::poisson;
      case "nbinom" -> ScipyMixtureTest::negativeBinomial;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static double last(ScipyValues.Value value) {
    return value.argument(value.arguments().length - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"t", "poisson", "nbinom"})
  void logDensity(String name) {
    for (ScipyValues.Value value :
        ScipyValues.of(name + (name.equals("t") ? "-logpdf" : "-logpmf"))) {
      PredictiveDistribution distribution = family(name).apply(value.arguments());
      double tolerance = 1e-9 * Math.max(1, Math.abs(value.expected()));

      assertThat(distribution.logDensity(last(value)))
          .as(value.toString())
          .isCloseTo(value.expected(), within(tolerance));
    }
  }

  /** Relative, so that the far tails count too. */
  @ParameterizedTest
  @ValueSource(strings = {"t", "poisson", "nbinom"})
  void distributionFunction(String name) {
    for (ScipyValues.Value value : ScipyValues.of(name + "-cdf")) {
      assertThat(family(name).apply(value.arguments()).cdf(last(value)))
          .as(value.toString())
          .isCloseTo(value.expected(), within(1e-9 * value.expected()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"poisson", "nbinom"})
  void quantilesOfCounts(String name) {
    for (ScipyValues.Value value : ScipyValues.of(name + "-ppf")) {
      assertThat(family(name).apply(value.arguments()).quantile(last(value)))
          .as(value.toString())
          .isEqualTo(value.expected());
    }
  }

  @Test
  void quantilesOfStudentT() {
    for (ScipyValues.Value value : ScipyValues.of("t-ppf")) {
      double tolerance = 1e-9 * Math.max(value.argument(2), Math.abs(value.expected()));

      assertThat(studentT(value.arguments()).quantile(last(value)))
          .as(value.toString())
          .isCloseTo(value.expected(), within(tolerance));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"t", "poisson", "nbinom"})
  void continuousRankedProbabilityScore(String name) {
    for (ScipyValues.Value value : ScipyValues.of(name + "-crps")) {
      assertThat(family(name).apply(value.arguments()).crps(last(value)))
          .as(value.toString())
          .isCloseTo(value.expected(), within(2e-3 * value.expected()));
    }
  }
}
