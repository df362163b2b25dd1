package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;

class PredictiveScoresTest {

  private static final double[] QUANTILES = {-2, -1, 0, 1, 2};

  @Test
  void scoresNumbers() {
    PredictiveScores scores =
        PredictiveScores.NONE
            .add(number(0.5, QUANTILES, 1, -1))
            .add(number(0.5, QUANTILES, -1.5, -2))
            .add(number(0.5, QUANTILES, 4, -6));

    assertThat(scores.rows()).isEqualTo(3);
    assertThat(scores.logPredictiveDensity()).isEqualTo(-3);
    assertThat(scores.meanAbsoluteError()).isCloseTo(6.5 / 3, within(1e-15));
    assertThat(scores.rootMeanSquaredError())
        .isCloseTo(Math.sqrt((0.25 + 4 + 12.25) / 3), within(1e-15));
    assertThat(scores.coverage50()).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(scores.coverage90()).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(scores.accuracy()).isNaN();
    assertThat(scores.brierScore()).isNaN();
  }

  @Test
  void scoresClasses() {
    PredictiveScores scores =
        PredictiveScores.NONE
            .add(ofClass(new double[] {0.7, 0.2, 0.1}, 0, Math.log(0.7)))
            .add(ofClass(new double[] {0.3, 0.3, 0.4}, 1, Math.log(0.3)));

    assertThat(scores.rows()).isEqualTo(2);
    assertThat(scores.logPredictiveDensity()).isCloseTo(0.5 * Math.log(0.21), within(1e-15));
    assertThat(scores.accuracy()).isEqualTo(0.5);
    assertThat(scores.brierScore()).isCloseTo(0.5 * (0.14 + 0.74), within(1e-15));
    assertThat(scores.meanAbsoluteError()).isNaN();
    assertThat(scores.rootMeanSquaredError()).isNaN();
    assertThat(scores.coverage50()).isNaN();
    assertThat(scores.coverage90()).isNaN();
  }

  @Test
  void calibrationOfNumbers() {
    PredictiveScores scores = PredictiveScores.NONE;
    for (double pit : new double[] {0, 0.05, 0.999, 1}) {
      scores = scores.add(calibrated(2 + pit, pit));
    }

    assertThat(scores.crps()).isCloseTo(2 + 2.049 / 4, within(1e-12));
    assertThat(scores.pitHistogram()).containsExactly(5, 0, 0, 0, 0, 0, 0, 0, 0, 5);
    assertThat(scores.expectedCalibrationError()).isNaN();
  }

  /** One wild sample makes a mean or a CRPS infinite, or so large that its square is. */
  @Test
  void oneWildRowLeavesTheOtherErrorsAsTheyAre() {
    PredictiveScores scores =
        PredictiveScores.NONE
            .add(calibrated(3, 0.5))
            .add(calibrated(Double.POSITIVE_INFINITY, 0.5))
            .add(number(1e200, QUANTILES, 1, -1))
            .add(number(Double.NEGATIVE_INFINITY, QUANTILES, 1, -1));

    assertThat(scores.rows()).isEqualTo(4);
    assertThat(scores.unboundedRows()).isEqualTo(3);
    assertThat(scores.crps()).isEqualTo(3);
    assertThat(scores.rootMeanSquaredError()).isEqualTo(1);
    assertThat(scores.meanAbsoluteError()).isEqualTo(1);
    assertThat(scores.pitHistogram()[5]).isEqualTo(10);
    assertThat(scores.plus(scores).unboundedRows()).isEqualTo(6);
    assertThat(scores.plus(scores).rootMeanSquaredError()).isEqualTo(1);
  }

  /** As a topic brings them that was written before there was a CRPS. */
  @Test
  void aPredictionWithoutCrpsCountsForTheOtherScoresOnly() {
    PredictiveScores scores =
        PredictiveScores.NONE.add(number(0, QUANTILES, 1, -1)).add(calibrated(3, 0.5));

    assertThat(scores.rows()).isEqualTo(2);
    assertThat(scores.crps()).isEqualTo(3);
    assertThat(scores.pitHistogram()[5]).isEqualTo(10);
    assertThat(PredictiveScores.NONE.add(number(0, QUANTILES, 1, -1)).pitHistogram()).isNull();
  }

  /** Bin [0.7, 0.8): one of two right at 0.75 on average. Bin [0.9, 1]: both right at 0.95, 1. */
  @Test
  void calibrationErrorOfClasses() {
    PredictiveScores scores =
        PredictiveScores.NONE
            .add(ofClass(new double[] {0.72, 0.28}, 0, -1))
            .add(ofClass(new double[] {0.22, 0.78}, 0, -1))
            .add(ofClass(new double[] {0.95, 0.05}, 0, -1))
            .add(ofClass(new double[] {0, 1}, 1, -1));

    assertThat(scores.expectedCalibrationError())
        .isCloseTo(0.5 * 0.25 + 0.5 * 0.025, within(1e-12));
    assertThat(scores.crps()).isNaN();
    assertThat(scores.pitHistogram()).isNull();
  }

  @Test
  void aRequestHasNothingToScore() {
    PredictiveScores one = PredictiveScores.NONE.add(number(0, QUANTILES, 1, -1));

    assertThat(one.add(number(0, QUANTILES, Double.NaN, Double.NaN))).isEqualTo(one);
  }

  @Test
  void aPredictionThatSaysNothingIsNotScored() {
    Prediction nothing = prediction(Double.NaN, null, null, 3, Double.NaN);

    assertThat(PredictiveScores.NONE.add(nothing)).isEqualTo(PredictiveScores.NONE);
  }

  @Test
  void canBeFlinkState() {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(PredictiveScores.class);
  }

  @Test
  void withoutRowsNoScoreIsKnown() {
    assertThat(PredictiveScores.NONE.logPredictiveDensity()).isNaN();
    assertThat(PredictiveScores.NONE.coverage90()).isNaN();
    assertThat(PredictiveScores.NONE.accuracy()).isNaN();
  }

  private static Prediction number(double mean, double[] quantiles, double target, double density) {
    return prediction(mean, quantiles, null, target, density);
  }

  private static Prediction calibrated(double crps, double pit) {
    return prediction(0, QUANTILES, null, 1, -1, crps, pit);
  }

  private static Prediction ofClass(double[] probabilities, int target, double logProbability) {
    return prediction(Double.NaN, null, probabilities, target, logProbability);
  }

  private static Prediction prediction(
      double mean, double[] quantiles, double[] probabilities, double target, double logDensity) {
    return prediction(mean, quantiles, probabilities, target, logDensity, Double.NaN, Double.NaN);
  }

  private static Prediction prediction(
      double mean,
      double[] quantiles,
      double[] probabilities,
      double target,
      double logDensity,
      double crps,
      double pit) {
    return new Prediction(
        "id",
        0,
        "model",
        Phase.SAMPLING,
        0,
        mean,
        1,
        quantiles,
        1,
        0,
        probabilities,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        1,
        1,
        0,
        0,
        1,
        target,
        logDensity,
        crps,
        pit);
  }
}
