package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.XoShiRo256PlusPlus;
import org.apache.commons.rng.sampling.distribution.GaussianSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;

/** R̂ and effective sample size on chains whose answer is known. */
class ConvergenceDiagnosticsTest {

  @Test
  void independentDrawsCountInFullAndAgree() {
    double[][] draws = autoregressive(1, 4, 2000, 0);

    assertThat(RHat.split(draws)).isCloseTo(1, within(0.005));
    assertThat(RHat.rank(draws)).isCloseTo(1, within(0.005));
    // The relative standard error of the estimate is some 3 %: false alarm below 10⁻³.
    assertThat(EffectiveSampleSize.mean(draws)).isCloseTo(8000, within(800.0));
    assertThat(EffectiveSampleSize.bulk(draws)).isCloseTo(8000, within(800.0));
    assertThat(EffectiveSampleSize.tail(draws)).isCloseTo(8000, within(1600.0));
  }

  @Test
  void autoregressiveChainHasTheTimeOfItsCoefficient() {
    double[][] draws = autoregressive(2, 4, 20_000, 0.8);
    double expected = 4 * 20_000 * (1 - 0.8) / (1 + 0.8);

    assertThat(EffectiveSampleSize.mean(draws)).isCloseTo(expected, within(0.15 * expected));
  }

  @Test
  void antitheticChainCountsMoreThanItsDraws() {
    double[][] draws = autoregressive(3, 4, 2000, -0.5);

    assertThat(EffectiveSampleSize.mean(draws)).isGreaterThan(1.5 * 8000);
  }

  @Test
  void aShiftedChainIsSeen() {
    double[][] draws = autoregressive(4, 4, 500, 0);
    draws[2] = map(draws[2], x -> x + 2);

    assertThat(RHat.split(draws)).isGreaterThan(1.2);
    assertThat(RHat.rank(draws)).isGreaterThan(1.2);
    assertThat(EffectiveSampleSize.bulk(draws)).isLessThan(50);
  }

  @Test
  void aTrendWithinTheChainsIsSeen() {
    double[][] draws = autoregressive(5, 4, 500, 0);
    for (double[] chain : draws) {
      for (int i = 0; i < chain.length; i++) {
        chain[i] += 0.01 * i;
      }
    }

    assertThat(RHat.split(draws)).isGreaterThan(1.4);
  }

  @Test
  void aChainOfAnotherScaleIsSeenByTheFoldedRankOnly() {
    double[][] draws = autoregressive(6, 4, 500, 0);
    draws[1] = map(draws[1], x -> 4 * x);

    assertThat(RHat.split(draws)).isLessThan(1.02);
    assertThat(RHat.rank(draws)).isGreaterThan(1.1);
  }

  @Test
  void ranksDoNotChangeUnderAMonotoneMap() {
    double[][] draws = autoregressive(7, 4, 300, 0.5);
    double[][] mapped = Arrays.stream(draws).map(c -> map(c, Math::exp)).toArray(double[][]::new);

    assertThat(EffectiveSampleSize.bulk(mapped)).isEqualTo(EffectiveSampleSize.bulk(draws));
  }

  @Test
  void equalValuesShareTheirRankWhateverTheSignOfZero() {
    double[][] scores = Draws.rankNormalise(new double[][] {{0.0, 3, -0.0}, {-7, 0.0, 5}});

    assertThat(scores[0][0]).isEqualTo(scores[0][2]).isEqualTo(scores[1][1]);
    assertThat(scores[1][0]).isLessThan(scores[0][0]);
    assertThat(scores[1][2]).isGreaterThan(scores[0][1]);
  }

  @Test
  void whatCannotBeKnownIsNaN() {
    double[][] tooFew = {{1, 2, 3}, {2, 3, 4}};
    double[][] notFinite = {{1, 2, 3, 4}, {1, Double.NaN, 3, 4}};
    double[][] constant = {{1, 1, 1, 1}, {1, 1, 1, 1}};

    for (double[][] draws : new double[][][] {tooFew, notFinite, {}}) {
      assertThat(RHat.split(draws)).isNaN();
      assertThat(RHat.rank(draws)).isNaN();
      assertThat(EffectiveSampleSize.mean(draws)).isNaN();
      assertThat(EffectiveSampleSize.bulk(draws)).isNaN();
      assertThat(EffectiveSampleSize.tail(draws)).isNaN();
    }
    assertThat(RHat.split(constant)).isNaN();
    assertThat(EffectiveSampleSize.mean(constant)).isEqualTo(8);
  }

  @Test
  void chainsNeedTheSameLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RHat.split(new double[][] {{1, 2, 3, 4}, {1, 2, 3, 4, 5}}))
        .withMessageContaining("4 and 5");
  }

  private static double[] map(double[] values, DoubleUnaryOperator function) {
    return Arrays.stream(values).map(function).toArray();
  }

  /** Stationary chains xₜ = φ xₜ₋₁ + √(1 − φ²) zₜ. */
  private static double[][] autoregressive(int seed, int chains, int length, double phi) {
    UniformRandomProvider random = new XoShiRo256PlusPlus(seed, 2, 3, 4);
    SharedStateContinuousSampler normal =
        GaussianSampler.of(ZigguratSampler.NormalizedGaussian.of(random), 0, 1);
    double[][] draws = new double[chains][length];
    for (double[] chain : draws) {
      chain[0] = normal.sample();
      for (int i = 1; i < length; i++) {
        chain[i] = phi * chain[i - 1] + Math.sqrt(1 - phi * phi) * normal.sample();
      }
    }
    return draws;
  }
}
