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

  private static Prediction ofClass(double[] probabilities, int target, double logProbability) {
    return prediction(Double.NaN, null, probabilities, target, logProbability);
  }

  private static Prediction prediction(
      double mean, double[] quantiles, double[] probabilities, double target, double logDensity) {
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
        logDensity);
  }
}
