package org.smilestream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.smilestream.sampler.CounterRandom;

class PageHinkleyTest {
  private static final double THRESHOLD = 50;

  /** Normal values of deviation 3 whose mean goes from 10 to 10 + rise at place 5,000. */
  private static PageHinkley run(long seed, double rise, int values, boolean untilAlarm) {
    var normal =
        ZigguratSampler.NormalizedGaussian.of(
            CounterRandom.of(seed, 0, 0, CounterRandom.Use.MINIBATCH));
    PageHinkley test = PageHinkley.START;
    for (int i = 0; i < values && !(untilAlarm && test.risen() > THRESHOLD); i++) {
      test = test.add(10 + (i < 5_000 ? 0 : rise) + 3 * normal.sample(), i);
    }
    return test;
  }

  /**
   * The sum is a random walk with drift −0.1: it comes 50 above its least value about once in
   * e^(2·0.1·50)/(2·0.1²) = 10⁶ values, so twenty runs of 20,000 have a false alarm with
   * probability 0.3 over all seeds; these have none.
   */
  @Test
  void whatDoesNotChangeGivesNoAlarm() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(run(seed, 0, 20_000, true).risen()).isLessThan(THRESHOLD);
    }
  }

  @Test
  void aRiseIsFoundSoonAndPutWhereItBegan() {
    for (int seed = 0; seed < 20; seed++) {
      PageHinkley test = run(seed, 3, 20_000, true);

      assertThat(test.risen()).isGreaterThan(THRESHOLD);
      // 0.9 a value; the largest of twenty delays was seen to be 80.
      assertThat(test.values()).isBetween(5_030L, 5_110L);
      assertThat(test.leastAt()).isBetween(4_700L, 5_010L);
    }
  }

  @Test
  void aFallIsNone() {
    assertThat(run(1, -3, 20_000, true).risen()).isLessThan(THRESHOLD);
  }

  @Test
  void fewOutliersAreNone() {
    PageHinkley test = run(2, 0, 5_000, false);
    for (int i = 0; i < 10; i++) {
      test = test.add(1e9, 5_000 + i);
    }
    assertThat(test.risen()).isLessThan(THRESHOLD);
  }

  @Test
  void whatIsNoNumberDoesNotCount() {
    PageHinkley test = run(2, 0, 500, false);

    assertThat(test.add(Double.NaN, 500)).isEqualTo(test);
    assertThat(test.add(Double.POSITIVE_INFINITY, 500)).isEqualTo(test);
  }

  @Test
  void valuesThatDoNotVaryGiveNoAlarm() {
    PageHinkley test = PageHinkley.START;
    for (int i = 0; i < 1_000; i++) {
      test = test.add(4, i);
    }
    assertThat(test.risen()).isZero();
  }
}
