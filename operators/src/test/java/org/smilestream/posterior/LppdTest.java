package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LppdTest {

  @Test
  void isTheMeanLogOfTheMeanLikelihood() {
    Lppd lppd = new Lppd(2);
    lppd.add(new double[] {Math.log(0.2), Math.log(0.5)});
    lppd.add(new double[] {Math.log(0.4), Math.log(0.1)});

    assertThat(lppd.samples()).isEqualTo(2);
    assertThat(lppd.value()).isCloseTo(0.5 * (Math.log(0.3) + Math.log(0.3)), within(1e-15));
  }

  @Test
  void holdsWhereLikelihoodsUnderflowOrOverflow() {
    Lppd lppd = new Lppd(2);
    lppd.add(new double[] {-5000, 3000});
    lppd.add(new double[] {-5000, 3000});
    lppd.add(new double[] {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY});

    assertThat(lppd.value()).isCloseTo(-1000 + Math.log(2.0 / 3), within(1e-12));
  }

  @Test
  void doesNotDependOnTheChainThatASampleComesFrom() {
    double[][][] oneChain = {{{-1, -2}, {-3, -0.5}, {-2, -2}}};
    double[][][] threeChains = {{{-3, -0.5}}, {{-2, -2}}, {{-1, -2}}};

    assertThat(Lppd.of(threeChains)).isCloseTo(Lppd.of(oneChain), within(1e-15));
  }

  @Test
  void aSampleWithoutLikelihoodMakesItNaN() {
    Lppd lppd = new Lppd(1);
    lppd.add(new double[] {-1});
    lppd.add(new double[] {Double.NaN});
    lppd.add(new double[] {-1});

    assertThat(lppd.value()).isNaN();
  }

  @Test
  void isNotKnownWithoutSamplesAndRefusesOtherNumbersOfRows() {
    assertThat(new Lppd(1).value()).isNaN();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Lppd(2).add(new double[3]))
        .withMessageContaining("2 rows, not 3");
    assertThatIllegalArgumentException().isThrownBy(() -> new Lppd(0));
  }
}
