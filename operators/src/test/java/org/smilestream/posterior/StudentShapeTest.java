package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentShapeTest {
  private static final double[] LOCATIONS = {-3, 0, 0.5, 40};
  private static final double[] SCALES = {0.01, 1, 2, 1e4};
  private static final double PERCENT = 1e-10;

  /** Also far out in both tails, where what is left of 1 − P would be rounding. */
  @ParameterizedTest
  @CsvSource({
    "4, true",
    "4, false",
    "3.5, true",
    "3.5, false",
  })
  void sumIsWhatTheComponentsSay(double degreesOfFreedom, boolean lowerTail) {
    double[] nu = new double[LOCATIONS.length];
    Arrays.fill(nu, degreesOfFreedom);
    StudentShape shape = new StudentShape(nu);
    MixtureSums sums = new MixtureSums();

    for (double y : new double[] {-1e7, -3.02, -1, 0, 0.3, 12, 1e7}) {
      shape.sum(LOCATIONS, SCALES, y, lowerTail, sums);
      double tail = 0;
      double density = 0;
      double slope = 0;
      for (int i = 0; i < nu.length; i++) {
        double z = (y - LOCATIONS[i]) / SCALES[i];
        tail += shape.cdf(i, lowerTail ? z : -z);
        density += shape.density(i, z) / SCALES[i];
        slope += shape.density(i, z) * shape.logSlope(i, z) / (SCALES[i] * SCALES[i]);
      }

      assertThat(sums.tail()).isCloseTo(tail, withinPercentage(PERCENT));
      assertThat(sums.density()).isCloseTo(density, withinPercentage(PERCENT));
      assertThat(sums.slope()).isCloseTo(slope, withinPercentage(PERCENT));
    }
  }
}
