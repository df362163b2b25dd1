package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FallingSumTest {

  /** Twelve terms upwards, six downwards. */
  @Test
  void shortSumsAreExact() {
    FallingSum sum = new FallingSum(1e-20, 0.5);
    sum.add(7, 18, k -> Math.pow(0.5, k - 7));
    sum.add(5, 0, k -> Math.pow(0.5, 5 - k));

    assertThat(sum.value(0)).isCloseTo(2 - 0x1p-11 + 2 - 0x1p-5, within(1e-12));
  }

  @Test
  void withoutToleranceEveryTermIsAskedFor() {
    FallingSum sum = new FallingSum(1e-20, 0);
    sum.add(0, Double.POSITIVE_INFINITY, k -> Math.pow(0.9, k));

    assertThat(sum.value(0)).isCloseTo(10, within(1e-10));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e3, 1e6, 1e15})
  void longSumsAreAsExactAsWanted(double length) {
    AtomicInteger terms = new AtomicInteger();
    FallingSum sum = new FallingSum(1e-20, 0.01);
    sum.add(
        0,
        Double.POSITIVE_INFINITY,
        k -> {
          terms.incrementAndGet();
          return Math.exp(-k / length);
        });

    double expected = -1 / Math.expm1(-1 / length);
    assertThat(sum.value(0)).isCloseTo(expected, within(0.005 * expected));
    assertThat(terms.get()).isLessThan(150);
  }

  @Test
  void stepsAreFound() {
    FallingSum sum = new FallingSum(1e-20, 0.001);
    sum.add(1e9, 0, k -> k > 123_456_789 ? 1 : 0);

    assertThat(sum.value(0)).isCloseTo(1e9 - 123_456_789, within(1e6));
  }

  @Test
  void sumsWithoutTerms() {
    FallingSum sum = new FallingSum(1e-20, 0.01);
    sum.add(-1, 0, k -> 1);
    assertThat(sum.value(3)).isZero();

    sum.add(0, 0, k -> 0.25);
    assertThat(sum.value(3)).isEqualTo(0.25);
  }
}
