package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class GainTestTest {
  private static final double ERROR_RATE = 0.05;

  /** The row at which the evidence first reaches 1/α; -1 if it never does. */
  private static int found(DoubleSupplier gains, int rows) {
    GainTest test = GainTest.NONE;
    for (int i = 0; i < rows; i++) {
      test = test.add(gains.getAsDouble());
      if (test.logEvidence() >= -Math.log(ERROR_RATE)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Looked at after each of 2,000 rows, of streams whose gain has mean 0, with heavy tails and a
   * spread that comes and goes. If the rate were 0.05, more than 35 of 400 would be false with a
   * probability below 0.001.
   */
  @Test
  void noGainIsFoundAtMostAsOftenAsIsSaid() {
    int wrong = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      int[] row = {0};
      DoubleSupplier gains =
          () -> {
            double scale = row[0]++ % 200 < 100 ? 0.1 : 0.8;
            double tail = random.nextInt(50) == 0 ? 5 : 1;
            return scale * tail * random.nextGaussian();
          };
      wrong += found(gains, 2_000) < 0 ? 0 : 1;
    }
    assertThat(wrong).isLessThanOrEqualTo(35);
  }

  /** The least favourable of bounded differences: a walk of ±3. */
  @Test
  void theLargestStepsDoNotBreakTheRate() {
    int wrong = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(1_000 + seed);
      wrong += found(() -> random.nextBoolean() ? 3 : -3, 2_000) < 0 ? 0 : 1;
    }
    assertThat(wrong).isLessThanOrEqualTo(35);
  }

  @Test
  void aGainOfATenthIsFoundInSomeHundredRowsAndASmallOneInTime() {
    for (int seed = 0; seed < 20; seed++) {
      Random large = new Random(seed);
      assertThat(found(() -> 0.1 + 0.4 * large.nextGaussian(), 2_000)).isBetween(20, 1_000);
      Random small = new Random(100 + seed);
      assertThat(found(() -> 0.02 + 0.2 * small.nextGaussian(), 20_000)).isBetween(20, 10_000);
    }
  }

  @Test
  void aLossIsNeverFoundToBeAGain() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      assertThat(found(() -> -0.1 + 0.4 * random.nextGaussian(), 5_000)).isEqualTo(-1);
    }
  }

  /** Against the formula, term by term: two rows, 1 and −0.5 nats. */
  @Test
  void theEvidenceIsTheMeanOverTheBets() {
    GainTest test = GainTest.NONE.add(1).add(-0.5);
    double squares = 1 + 1.5 * 1.5;
    double evidence = 0;
    double bet = 0.9;
    for (int k = 0; k < 10; k++, bet /= 2) {
      evidence += Math.exp(bet * 0.5 / 6 - (-Math.log(1 - bet) - bet) * squares / 36) / 10;
    }
    assertThat(test.logEvidence()).isCloseTo(Math.log(evidence), offset(1e-12));
    assertThat(test.meanGain()).isEqualTo(0.25);
  }

  @Test
  void oneRowSaysNoMoreThanTheLimit() {
    assertThat(GainTest.NONE.add(1e9)).isEqualTo(GainTest.NONE.add(GainTest.LIMIT));
    assertThat(GainTest.NONE.add(Double.NEGATIVE_INFINITY).sum()).isEqualTo(-GainTest.LIMIT);
    assertThat(GainTest.NONE.add(Double.NaN)).isEqualTo(GainTest.NONE);
    assertThat(GainTest.NONE.logEvidence()).isCloseTo(0, offset(1e-12));
    assertThat(GainTest.NONE.meanGain()).isNaN();
  }
}
