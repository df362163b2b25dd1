package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.model.Likelihood;

class CountComponentTest {
  private static final double[] DISPERSIONS = {0, 1e-6, 1e-4, 0.01, 0.3, 1, 2, 30, 1e3, 1e6};

  /** On both sides of the count from which on there is an expansion. */
  @ParameterizedTest
  @ValueSource(doubles = {7, 9.8e4, 1e5, 1.3e5, 6e5})
  void distributionFunctionIsTheSumOfProbabilities(double mean) {
    for (double dispersion : DISPERSIONS) {
      double last = mean + 9 * Math.sqrt(mean + dispersion * mean * mean) + 100;
      double sum = 0;
      double lost = 0;
      double probability = 0;
      for (int k = 0; k < Math.min(last, 1e6); k++) {
        // The next probability by the ratio of two, from time to time by the formula.
        probability =
            k % 1000 == 0 || probability < 1e-280
                ? Math.exp(CountComponent.logProbability(mean, dispersion, k))
                : probability * (mean / k) * (1 + dispersion * (k - 1)) / (1 + dispersion * mean);
        double term = probability - lost;
        double next = sum + term;
        lost = next - sum - term;
        sum = next;
        if (k % 997 == 0 || Math.abs(k - mean) < 20 || Math.abs(k - 1e5) < 5) {
          assertThat(CountComponent.cdf(mean, dispersion, k))
              .as("mean %s, dispersion %s, count %d", mean, dispersion, k)
              .isCloseTo(sum, within(1e-9));
        }
      }
    }
  }

  /** By products of decimal numbers: μ^k/k! e^−μ, and of the other Γ(k + r)/(Γ(r) k!) pʳ qᵏ. */
  @ParameterizedTest
  @CsvSource({"3, 0", "3, 2", "40, 0.5", "1000, 0.02", "900, 0", "0.25, 4", "1e4, 1e6", "1e-3, 8"})
  void probabilitiesAreThoseOfTheDefinition(double mean, double dispersion) {
    MathContext digits = new MathContext(40);
    BigDecimal mu = BigDecimal.valueOf(mean);
    BigDecimal alpha = BigDecimal.valueOf(dispersion);
    double logNone = dispersion == 0 ? -mean : -Math.log1p(dispersion * mean) / dispersion;
    BigDecimal ofNone = BigDecimal.ONE;
    for (int k = 0; k < 1500; k++) {
      double log = logNone + log(ofNone);
      assertThat(CountComponent.logProbability(mean, dispersion, k))
          .as("count %d", k)
          .isCloseTo(log, within(1e-12 * Math.max(1, Math.abs(log))));
      BigDecimal growth = alpha.multiply(BigDecimal.valueOf(k)).add(BigDecimal.ONE);
      BigDecimal spread = alpha.multiply(mu).add(BigDecimal.ONE);
      ofNone =
          ofNone
              .multiply(mu, digits)
              .multiply(growth, digits)
              .divide(spread.multiply(BigDecimal.valueOf(k + 1L)), digits);
    }
  }

  /** Of numbers beyond a double's range too. */
  private static double log(BigDecimal x) {
    int exponent = x.precision() - x.scale();
    return Math.log(x.scaleByPowerOfTen(-exponent).doubleValue()) + exponent * Math.log(10);
  }

  /**
   * A count with a mean far above 1/α is a gamma variable, of shape 1 exponential: P(Y ≤ k) = 1 −
   * (αμ/(1 + αμ))^(k+1).
   */
  @ParameterizedTest
  @ValueSource(doubles = {1e5, 1e9, 1e12, 1e15})
  void geometricCounts(double mean) {
    for (double share : new double[] {1e-3, 0.1, 1 - 1e-6, 1, 1 + 1e-6, 3, 20}) {
      double count = Math.rint(share * mean);

      assertThat(CountComponent.cdf(mean, 1, count))
          .as("up to %s means", share)
          .isCloseTo(-Math.expm1(-(count + 1) * Math.log1p(1 / mean)), within(1e-9));
      assertThat(CountComponent.logProbability(mean, 1, count))
          .isCloseTo(-count * Math.log1p(1 / mean) - Math.log1p(mean), within(1e-9));
    }
  }

  /** The gamma variable that a large count with a small size r = 1/α is. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 4, 1e3, 1e6})
  void hugeCountsAreGammaVariables(double dispersion) {
    double mean = 1e15;
    double deviation = mean * Math.sqrt(dispersion);
    for (double count : new double[] {1e6, mean - deviation, mean, mean + deviation, 4 * mean}) {
      double below = Math.max(1e6, count);

      assertThat(CountComponent.cdf(mean, dispersion, below))
          .as("up to %s", below)
          .isCloseTo(
              RegularizedGamma.P.value(1 / dispersion, (below + 0.5) / mean / dispersion),
              within(1e-9));
    }
  }

  /** The lowest spread: (Y − μ)/√μ is standard normal, but for a skewness of 1/√μ. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-30})
  void hugePoissonCountsAreNormal(double dispersion) {
    double mean = 1e15;
    for (double z : new double[] {-5, -1, 0, 1e-6, 0.5, 2, 6}) {
      double count = Math.rint(mean + z * Math.sqrt(mean));

      assertThat(CountComponent.cdf(mean, dispersion, count))
          .isCloseTo(
              NormalShape.INSTANCE.cdf(0, (count + 0.5 - mean) / Math.sqrt(mean)), within(1e-8));
      assertThat(CountComponent.logProbability(mean, dispersion, count))
          .isCloseTo(-(z * z + Math.log(2 * Math.PI * mean)) / 2, within(1e-5));
    }
  }

  /** At no count does the switch between two formulas, or rounding, lead down. */
  @Test
  void distributionFunctionsRiseFromZeroToOne() {
    for (double mean = Likelihood.MIN_RATE; mean <= Likelihood.MAX_RATE; mean *= 7) {
      for (double dispersion : DISPERSIONS) {
        double before = 0;
        for (double count = 0; count < 1e24; count = Math.floor(count * 1.3) + 1) {
          double below = CountComponent.cdf(mean, dispersion, count);
          String where = "mean %s, dispersion %s, count %s".formatted(mean, dispersion, count);

          assertThat(below).as(where).isBetween(0.0, 1.0).isGreaterThan(before - 1e-9);
          assertThat(CountComponent.logProbability(mean, dispersion, count))
              .as(where)
              .isFinite()
              .isLessThan(1e-12);
          before = below;
        }
        double beyond = 50 * (mean + mean * dispersion * 20) + 100;
        assertThat(CountComponent.cdf(mean, dispersion, beyond)).isGreaterThan(1 - 1e-6);
      }
    }
  }

  /** Below the counts that have an expansion the functions themselves end soon. */
  @Test
  void smallParametersNeedFewIterations() {
    double digits = Math.ulp(1.0);
    int iterations = 5_000;
    for (double count = 0; count < IncompleteGamma.LARGE; count = Math.floor(count * 1.4) + 1) {
      double a = count + 1;
      for (double mean = Likelihood.MIN_RATE; mean < Likelihood.MAX_RATE; mean *= 3) {
        double mu = Math.min(mean, IncompleteGamma.LARGE);
        assertThatCode(() -> RegularizedGamma.Q.value(a, mu, digits, iterations))
            .doesNotThrowAnyException();
        for (double size = 1e-6; size <= 1e6; size *= 10) {
          double r = size;
          double success = 1 / (1 + mean / size);
          assertThatCode(() -> RegularizedBeta.value(success, r, a, digits, iterations))
              .doesNotThrowAnyException();
        }
      }
    }
  }
}
