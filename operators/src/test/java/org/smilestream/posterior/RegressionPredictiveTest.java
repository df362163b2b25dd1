package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.smilestream.data.Scaler;

class RegressionPredictiveTest {

  private static final Scaler SCALER =
      new Scaler(1, 100, new double[] {0}, new double[] {1}, 200, 50);

  @Test
  void momentsAndQuantilesAreInTheTargetsUnits() {
    double[] means = {-1, 0.5, 1};
    double[] deviations = {0.3, 0.2, 0.4};
    GaussianMixture scaled = new GaussianMixture(means, deviations);

    GaussianMixture own = RegressionPredictive.of(means, deviations, SCALER);

    assertThat(own.mean()).isCloseTo(200 + 50 * scaled.mean(), within(1e-10));
    assertThat(own.variance()).isCloseTo(2500 * scaled.variance(), within(1e-9));
    assertThat(own.quantile(0.95)).isCloseTo(200 + 50 * scaled.quantile(0.95), within(1e-9));
  }

  @Test
  void densityCarriesTheJacobianOfTheScaling() {
    double[] means = {-1, 0.5, 1};
    double[] deviations = {0.3, 0.2, 0.4};
    GaussianMixture scaled = new GaussianMixture(means, deviations);

    GaussianMixture own = RegressionPredictive.of(means, deviations, SCALER);

    assertThat(own.logDensity(180))
        .isCloseTo(scaled.logDensity(SCALER.scaleTarget(180)) - Math.log(50), within(1e-12));
  }
}
