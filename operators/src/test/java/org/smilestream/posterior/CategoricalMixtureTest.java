package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CategoricalMixtureTest {

  private static final Offset<Double> TINY = within(1e-14);

  @Test
  void samplesThatAgreeHaveOnlyNoise() {
    double[] logits = {Math.log(0.7), Math.log(0.2), Math.log(0.1)};
    CategoricalMixture mixture = new CategoricalMixture(new double[][] {logits, logits, logits});
    double entropy = -0.7 * Math.log(0.7) - 0.2 * Math.log(0.2) - 0.1 * Math.log(0.1);

    assertThat(mixture.probabilities()).containsExactly(new double[] {0.7, 0.2, 0.1}, TINY);
    assertThat(mixture.entropy()).isCloseTo(entropy, within(1e-14));
    assertThat(mixture.aleatoricEntropy()).isCloseTo(entropy, within(1e-14));
    assertThat(mixture.mutualInformation()).isBetween(0.0, 1e-14);
  }

  @Test
  void certainSamplesThatDisagreeHaveNoNoise() {
    CategoricalMixture mixture =
        new CategoricalMixture(new double[][] {{2000, -2000}, {-2000, 2000}});

    assertThat(mixture.probabilities()).containsExactly(0.5, 0.5);
    assertThat(mixture.aleatoricEntropy()).isZero();
    assertThat(mixture.mutualInformation()).isCloseTo(Math.log(2), TINY);
  }

  @Test
  void logitsCountUpToAConstantOfEachSample() {
    CategoricalMixture plain = new CategoricalMixture(new double[][] {{1, 2, 3}, {0, -1, 2}});
    CategoricalMixture shifted =
        new CategoricalMixture(new double[][] {{501, 502, 503}, {-900, -901, -898}});

    assertThat(shifted.probabilities()).containsExactly(plain.probabilities(), within(1e-12));
    assertThat(shifted.entropy()).isCloseTo(plain.entropy(), within(1e-12));
  }

  @Test
  void logProbabilityIsFiniteWhereTheProbabilityUnderflows() {
    CategoricalMixture mixture = new CategoricalMixture(new double[][] {{0, -1000}, {0, -2000}});

    assertThat(mixture.probabilities()[1]).isZero();
    assertThat(mixture.logProbability(1)).isCloseTo(-1000 - Math.log(2), within(1e-12));
    assertThat(mixture.logProbability(0)).isZero();
    assertThat(mixture.entropy()).isZero();
  }

  @Test
  void refusesAMixtureOfNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CategoricalMixture(new double[0][]))
        .withMessageContaining("at least one sample");
  }
}
