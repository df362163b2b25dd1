package org.smilestream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jdk.incubator.vector.DoubleVector;
import org.junit.jupiter.api.Test;

class VectorMathTest {

  private static double exp(double x) {
    return VectorMath.exp(DoubleVector.broadcast(DoubleVector.SPECIES_PREFERRED, x)).lane(0);
  }

  private static double log(double x) {
    return VectorMath.log(DoubleVector.broadcast(DoubleVector.SPECIES_PREFERRED, x)).lane(0);
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
  void logIsExactToAFewUnits() {
    for (double x = 1e-12; x < 1e90; x *= 1.0137) {
      double expected = Math.log(x);
      assertThat(log(x))
          .as("log %s", x)
          .isCloseTo(expected, within(3 * Math.ulp(Math.max(1, Math.abs(expected)))));
    }
    assertThat(log(1)).isZero();
    assertThat(log(Double.POSITIVE_INFINITY)).isInfinite();
    assertThat(log(Double.NaN)).isNaN();
  }
}
