package org.smilestream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VectorMathTest {

  private static final int ROOM = 16;

  private static double exp(double x) {
    double[] values = new double[ROOM];
    values[0] = x;
    VectorMath.exp(values, 1);
    return values[0];
  }

  private static double log1p(double x) {
    double[] values = new double[ROOM];
    values[0] = x;
    VectorMath.log1p(values, 1);
    return values[0];
  }

  @Test
  void expIsExactToAFewUnits() {
    for (double x = -30; x <= 30; x += 0.0173) {
      assertThat(exp(x)).isCloseTo(Math.exp(x), within(3 * Math.ulp(Math.exp(x))));
    }
    assertThat(exp(0)).isEqualTo(1);
    assertThat(exp(Double.NaN)).isNaN();
  }

  @Test
  void log1pIsExactToAFewUnits() {
    for (double x = 1e-12; x < 1e90; x *= 1.0137) {
      double expected = Math.log1p(x);
      assertThat(log1p(x))
          .as("log1p %s", x)
          .isCloseTo(expected, within(3 * Math.ulp(Math.max(1, Math.abs(expected)))));
    }
    assertThat(log1p(0)).isZero();
    assertThat(log1p(Double.POSITIVE_INFINITY)).isInfinite();
    assertThat(log1p(Double.NaN)).isNaN();
  }
}
