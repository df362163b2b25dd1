package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smilestream.data.Scaler;
import org.smilestream.data.TargetTransform;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;

class RegressionPredictiveTest {

  private static final Scaler SCALER =
      new Scaler(1, 100, new double[] {0}, new double[] {1}, 200, 50);

  private static PredictiveDistribution own(
      double[] means, double[] deviations, TargetTransform transform) {
    ModelSpec spec =
        new ModelSpec(
            1,
            List.of(),
            List.of(),
            2,
            Activation.RELU,
            Likelihood.GAUSSIAN_HETEROSCEDASTIC,
            Prior.STANDARD_NORMAL,
            Double.NaN,
            transform,
            ScaleLink.EXP);
    double[] logDeviations = Arrays.stream(deviations).map(Math::log).toArray();
    return RegressionPredictive.of(
        spec, new double[][] {means, logDeviations}, new double[means.length], SCALER);
  }

  @Test
  void momentsAndQuantilesAreInTheTargetsUnits() {
    double[] means = {-1, 0.5, 1};
    double[] deviations = {0.3, 0.2, 0.4};
    GaussianMixture scaled = new GaussianMixture(means, deviations);

    PredictiveDistribution own = own(means, deviations, TargetTransform.STANDARD);

    assertThat(own.mean()).isCloseTo(200 + 50 * scaled.mean(), within(1e-10));
    assertThat(own.variance()).isCloseTo(2500 * scaled.variance(), within(1e-9));
    assertThat(own.quantile(0.95)).isCloseTo(200 + 50 * scaled.quantile(0.95), within(1e-9));
  }

  /** With an output of 20 σ is e²⁰, which is clipped, or 21. */
  @ParameterizedTest
  @EnumSource(ScaleLink.class)
  void theScaleIsAsItsLinkSays(ScaleLink link) {
    double expected = link == ScaleLink.EXP ? Math.exp(20) : 21;
    for (Likelihood likelihood :
        List.of(Likelihood.GAUSSIAN_HETEROSCEDASTIC, Likelihood.STUDENT_T)) {
      ModelSpec spec =
          new ModelSpec(
                  1, List.of(), List.of(), 2, Activation.RELU, likelihood, Prior.STANDARD_NORMAL)
              .withScaleLink(link);

      PredictiveDistribution own =
          RegressionPredictive.of(
              spec, new double[][] {{0.5}, {20}}, new double[] {Math.log(98)}, SCALER);

      // Of a Student t distribution with 100 degrees of freedom.
      double shape = likelihood == Likelihood.STUDENT_T ? Math.sqrt(100.0 / 98) : 1;
      assertThat(own.standardDeviation() / (50 * shape))
          .as("%s", likelihood)
          .isCloseTo(Math.min(expected, Likelihood.MAX_SIGMA), withinPercentage(1e-9));
    }
  }

  @Test
  void densityCarriesTheJacobianOfTheScaling() {
    double[] means = {-1, 0.5, 1};
    double[] deviations = {0.3, 0.2, 0.4};
    GaussianMixture scaled = new GaussianMixture(means, deviations);

    PredictiveDistribution own = own(means, deviations, TargetTransform.STANDARD);

    assertThat(own.logDensity(180))
        .isCloseTo(scaled.logDensity(SCALER.scaleTarget(180)) - Math.log(50), within(1e-12));
  }

  /** ln (1 + y) has mean 200 and deviation 50 here: p(y) = p(ln (1 + y)) / (1 + y). */
  @Test
  void densityCarriesTheJacobianOfTheTransform() {
    double[] means = {-3.95, -3.9};
    double[] deviations = {0.03, 0.02};
    PredictiveDistribution log = own(means, deviations, TargetTransform.STANDARD);

    PredictiveDistribution own = own(means, deviations, TargetTransform.LOG1P);

    assertThat(own.logDensity(30))
        .isCloseTo(log.logDensity(Math.log(31)) - Math.log(31), within(1e-12));
    assertThat(own.quantile(0.25)).isCloseTo(Math.expm1(log.quantile(0.25)), within(1e-9));
  }
}
