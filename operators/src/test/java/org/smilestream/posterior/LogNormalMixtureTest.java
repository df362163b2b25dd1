package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.ScipyValues;

class LogNormalMixtureTest {

  /**
   * @param parameters shift, then location and scale of each component
   */
  private static LogNormalMixture mixture(double[] parameters) {
    int components = parameters.length / 2;
    double[] locations = new double[components];
    double[] scales = new double[components];
    for (int i = 0; i < components; i++) {
      locations[i] = parameters[1 + 2 * i];
      scales[i] = parameters[2 + 2 * i];
    }
    return new LogNormalMixture(locations, scales, parameters[0]);
  }

  private static Offset<Double> relative(double expected) {
    return within(1e-7 * Math.abs(expected));
  }

  @Test
  void momentsAreThoseOfScipy() {
    assertMoment("lognorm-mean", PredictiveDistribution::mean);
    assertMoment("lognorm-variance", PredictiveDistribution::variance);
  }

  private static void assertMoment(String name, ToDoubleFunction<LogNormalMixture> moment) {
    for (ScipyValues.Value value : ScipyValues.of(name)) {
      assertThat(moment.applyAsDouble(mixture(value.arguments())))
          .as(value.toString())
          .isCloseTo(value.expected(), relative(value.expected()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"logpdf", "cdf", "crps"})
  void scoresAreThoseOfScipy(String function) {
    for (ScipyValues.Value value : ScipyValues.of("lognorm-" + function)) {
      double[] arguments = value.arguments();
      double y = arguments[0];
      LogNormalMixture mixture = mixture(Arrays.copyOfRange(arguments, 1, arguments.length));
      double score =
          switch (function) {
            case "logpdf" -> mixture.logDensity(y);
            case "cdf" -> mixture.cdf(y);
            default -> mixture.crps(y);
          };
      assertThat(score)
          .as(value.toString())
          .isCloseTo(value.expected(), relative(value.expected()));
    }
  }

  @Test
  void quantilesAreInTheTargetsUnits() {
    LogNormalMixture mixture = mixture(new double[] {1, 4, 0.1, 5.5, 0.4, 3, 1.2});
    for (double level : new double[] {0.01, 0.5, 0.95}) {
      assertThat(mixture.cdf(mixture.quantile(level))).isCloseTo(level, within(1e-9));
    }
    LogNormalMixture narrow = mixture(new double[] {1, Math.log(11), 1e-6});
    assertThat(narrow.quantile(0.5)).isCloseTo(10, within(1e-9));
    assertThat(narrow.mean()).isCloseTo(10, within(1e-9));
  }

  @Test
  void theVarianceIsSplitIntoNoiseAndDisagreement() {
    LogNormalMixture mixture = mixture(new double[] {0, 1, 0.2, 2, 0.7});
    double first = Math.exp(1 + 0.02);
    double second = Math.exp(2 + 0.245);
    assertThat(mixture.epistemicVariance())
        .isCloseTo(Math.pow((second - first) / 2, 2), within(1e-9));
    assertThat(mixture.aleatoricVariance() + mixture.epistemicVariance())
        .isEqualTo(mixture.variance());
  }

  /** A count may be 0, and nothing is below it by more than the shift. */
  @Test
  void theEndOfTheRange() {
    LogNormalMixture mixture = mixture(new double[] {1, 2, 0.5});
    assertThat(mixture.cdf(-1)).isZero();
    assertThat(mixture.logDensity(-1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(mixture.logDensity(0)).isFinite();
    assertThat(mixture.crps(-1)).isPositive().isFinite();
    assertThat(mixture.crps(-3) - mixture.crps(-1)).isCloseTo(2, within(1e-9));
  }
}
