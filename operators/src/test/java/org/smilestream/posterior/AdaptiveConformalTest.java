package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.data.PredictiveSummary;

class AdaptiveConformalTest {
  private static final double[] QUANTILES = {-2, -1, 0, 1, 2};
  private static final double[] NOMINAL = {0.1, 0.5};
  private static final int TARGETS = 3_000;

  @Test
  void theFirstIntervalsAreTheUsualOnes() {
    assertThat(AdaptiveConformal.START.levels())
        .containsExactly(PredictiveSummary.quantileLevels());
    assertThat(AdaptiveConformal.START.coverage90()).isNaN();
  }

  /** With γ = 0.1 a miss of the 90 % interval costs 0.09 and a hit brings 0.01; of 50 %, 0.05. */
  @Test
  void threeTargetsByHand() {
    AdaptiveConformal between = AdaptiveConformal.START.learn(QUANTILES, 1.5, 0.1);
    AdaptiveConformal outside = between.learn(QUANTILES, -3, 0.1);
    AdaptiveConformal atTheEnd = outside.learn(QUANTILES, -1, 0.1);

    assertThat(between.alphas()).containsExactly(new double[] {0.11, 0.45}, Offset.offset(1e-15));
    assertThat(outside.alphas()).containsExactly(new double[] {0.02, 0.4}, Offset.offset(1e-15));
    assertThat(atTheEnd.alpha90()).isCloseTo(0.03, within(1e-15));
    assertThat(atTheEnd.alpha50()).isCloseTo(0.45, within(1e-15));
    assertThat(atTheEnd.levels())
        .containsExactly(new double[] {0.015, 0.225, 0.5, 0.775, 0.985}, Offset.offset(1e-15));
    assertThat(atTheEnd.rows()).isEqualTo(3);
    assertThat(atTheEnd.misses()).containsExactly(1, 2);
    assertThat(atTheEnd.coverage90()).isEqualTo(2 / 3.0);
    assertThat(atTheEnd.coverage50()).isEqualTo(1 / 3.0);
  }

  /** Where a target falls: beyond all intervals, between the two, or in the middle. */
  private enum Fall {
    OUTSIDE,
    BETWEEN,
    INSIDE;

    /** Of a uniform distribution on [0, 1], whose quantiles are its levels. */
    double target(double[] levels) {
      return switch (this) {
        case OUTSIDE -> 0;
        case BETWEEN -> (levels[0] + levels[1]) / 2;
        case INSIDE -> 0.5;
      };
    }
  }

  /** What an adversary would like the next target to be; it sees all that is known. */
  private interface Adversary {
    Fall next(AdaptiveConformal now, int number);
  }

  private static List<Adversary> adversaries() {
    Random random = new Random(3);
    return List.of(
        (now, i) -> Fall.OUTSIDE,
        (now, i) -> Fall.BETWEEN,
        (now, i) -> Fall.INSIDE,
        (now, i) -> Fall.values()[random.nextInt(3)],
        (now, i) -> i < TARGETS / 2 ? Fall.INSIDE : Fall.OUTSIDE,
        (now, i) -> i / 100 % 2 == 0 ? Fall.OUTSIDE : Fall.INSIDE,
        (now, i) -> i / 7 % 2 == 0 ? Fall.BETWEEN : Fall.OUTSIDE,
        (now, i) -> now.alpha90() > 0.05 ? Fall.OUTSIDE : Fall.INSIDE,
        (now, i) -> now.alpha50() > now.alpha90() ? Fall.BETWEEN : Fall.OUTSIDE,
        (now, i) -> random.nextInt(20) == 0 ? Fall.INSIDE : Fall.OUTSIDE);
  }

  /** As the paper's sets would: everything is within where α_t is negative, and nothing above 1. */
  private static Fall withinThePaper(AdaptiveConformal now, Fall wish) {
    if (now.alpha50() < 0) {
      return Fall.INSIDE;
    }
    if (now.alpha90() > 1) {
      return Fall.OUTSIDE;
    }
    if (now.alpha90() < 0 && wish == Fall.OUTSIDE) {
      return Fall.BETWEEN;
    }
    if (now.alpha50() > 1 && wish != Fall.OUTSIDE) {
      return now.levels()[0] < now.levels()[1] ? Fall.BETWEEN : Fall.OUTSIDE;
    }
    return wish;
  }

  private static double bound(int interval, double rate, long targets) {
    double alpha = NOMINAL[interval];
    return (Math.max(alpha, 1 - alpha) + rate) / (rate * targets) + 1e-9;
  }

  /** Proposition 4.1, after every single target. */
  @ParameterizedTest
  @ValueSource(doubles = {0.005, 0.05, 0.5, 1})
  void noSequenceOfTargetsLeavesThePapersBound(double rate) {
    List<Adversary> adversaries = adversaries();
    for (int each = 0; each < adversaries.size(); each++) {
      AdaptiveConformal now = AdaptiveConformal.START;
      for (int i = 0; i < TARGETS; i++) {
        Fall fall = withinThePaper(now, adversaries.get(each).next(now, i));
        now = now.learn(now.levels(), fall.target(now.levels()), rate);
        assertThat(1 - now.coverage90())
            .as("adversary %d, 90 %% interval, after %d targets", each, i + 1)
            .isCloseTo(0.1, within(bound(0, rate, i + 1)));
        assertThat(1 - now.coverage50())
            .as("adversary %d, 50 %% interval, after %d targets", each, i + 1)
            .isCloseTo(0.5, within(bound(1, rate, i + 1)));
      }
    }
  }

  /** What the widest interval misses and what the narrowest holds are the price, and all of it. */
  @ParameterizedTest
  @ValueSource(doubles = {0.005, 0.05, 0.5, 1})
  void clippingCostsWhatItCutsOff(double rate) {
    List<Adversary> adversaries = adversaries();
    for (int each = 0; each < adversaries.size(); each++) {
      AdaptiveConformal now = AdaptiveConformal.START;
      long[] missed = new long[2];
      long[] held = new long[2];
      for (int i = 0; i < TARGETS; i++) {
        AdaptiveConformal before = now;
        Fall fall = adversaries.get(each).next(now, i);
        now = now.learn(now.levels(), fall.target(now.levels()), rate);
        for (int k = 0; k < 2; k++) {
          boolean miss = now.misses()[k] > before.misses()[k];
          missed[k] += miss && before.alphas()[k] < 0 ? 1 : 0;
          held[k] += !miss && before.alphas()[k] > 1 ? 1 : 0;
          double bound = bound(k, rate, i + 1);
          assertThat((double) now.misses()[k] / (i + 1))
              .as("adversary %d, interval %d, after %d targets", each, k, i + 1)
              .isBetween(
                  NOMINAL[k] * (1 - (double) held[k] / (i + 1)) - bound,
                  NOMINAL[k] + (1 - NOMINAL[k]) * missed[k] / (i + 1) + bound);
          assertThat(now.alphas()[k]).isBetween(-rate, 1 + rate);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.005, 0.05, 0.5, 1})
  void theInnerIntervalStaysInside(double rate) {
    boolean crossed = false;
    for (Adversary adversary : adversaries()) {
      AdaptiveConformal now = AdaptiveConformal.START;
      for (int i = 0; i < TARGETS; i++) {
        double[] levels = now.levels();
        assertThat(levels[0]).isBetween(AdaptiveConformal.LEAST / 2, levels[1]);
        assertThat(levels[1]).isLessThan(levels[2]);
        assertThat(levels[2]).isEqualTo(0.5).isLessThan(levels[3]);
        assertThat(levels[3]).isLessThanOrEqualTo(levels[4]);
        assertThat(levels[4]).isLessThan(1);
        assertThat(now.alpha90()).isLessThan(now.alpha50() + rate);
        crossed |= now.alpha90() > now.alpha50();
        now = now.learn(levels, adversary.next(now, i).target(levels), rate);
      }
    }
    assertThat(crossed).as("the adversaries try").isTrue();
  }

  /** After any number of misses, 1/α hits bring α_t back to 0. */
  @Test
  void aLongRunOfMissesIsSoonForgotten() {
    AdaptiveConformal now = AdaptiveConformal.START;
    for (int i = 0; i < TARGETS; i++) {
      now = now.learn(QUANTILES, 100, 0.01);
    }
    assertThat(now.alphas()).containsExactly(-0.01, -0.01);
    assertThat(now.levels()[0]).isEqualTo(AdaptiveConformal.LEAST / 2);
    assertThat(now.levels()[4]).isEqualTo(1 - AdaptiveConformal.LEAST / 2);

    for (int i = 0; i < 11; i++) {
      now = now.learn(QUANTILES, 0, 0.01);
    }
    assertThat(now.alpha90()).isCloseTo(0.001, within(1e-12));
    assertThat(now.levels()[0]).isCloseTo(0.0005, within(1e-12));
  }
}
