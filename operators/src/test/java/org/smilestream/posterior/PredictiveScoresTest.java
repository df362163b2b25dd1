package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Score;

class PredictiveScoresTest {

  @Test
  void scoresNumbers() {
    PredictiveScores scores =
        PredictiveScores.NONE
            .add(number(0.5, 1, -1))
            .add(number(0.5, -1.5, -2))
            .add(number(0.5, 4, -6));

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

  /** Of 10,000 counts, each as often as its probability says. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 20})
  void countsThatComeAsForetoldAreCalibrated(double mean) {
    CountMixture mixture = new CountMixture(new double[] {mean}, new double[1]);
    PredictiveScores scores = PredictiveScores.NONE;
    PredictiveSummary summary = mixture.summary();
    for (int count = 0; count < 5 * mean + 20; count++) {
      Prediction one = prediction(summary, null, count, mixture.score(count));
      long times = Math.round(10_000 * Math.exp(mixture.logDensity(count)));
      for (long i = 0; i < times; i++) {
        scores = scores.add(one);
      }
    }

    for (double density : scores.pitHistogram()) {
      assertThat(density).isCloseTo(1, within(0.01));
    }
    assertThat(scores.coverage50()).isCloseTo(0.5, within(0.002));
    assertThat(scores.coverage90()).isCloseTo(0.9, within(0.002));
  }

  /** A transform of [0.23, 0.55], which begins and ends within a tenth, and within 50 %. */
  @Test
  void aCountIsSpreadOverTheTenthsAndOverTheEndsOfIntervals() {
    PredictiveScores scores = PredictiveScores.NONE.add(number(0, 1, new Score(-1, 2, 0.39, 0.32)));

    double[] parts = {0, 0, 0.07, 0.1, 0.1, 0.05, 0, 0, 0, 0};
    for (int bin = 0; bin < PredictiveScores.BINS; bin++) {
      assertThat(scores.pitHistogram()[bin]).isCloseTo(10 * parts[bin] / 0.32, within(1e-12));
    }
    assertThat(scores.coverage50()).isCloseTo(0.3 / 0.32, within(1e-12));
    assertThat(scores.coverage90()).isCloseTo(1, within(1e-12));
  }

  /** One wild sample makes a mean or a CRPS infinite, or so large that its square is. */
  @Test
  void oneWildRowLeavesTheOtherErrorsAsTheyAre() {
    PredictiveScores scores =
        PredictiveScores.NONE
            .add(calibrated(3, 0.5))
            .add(calibrated(Double.POSITIVE_INFINITY, 0.5))
            .add(number(1e200, 1, -1))
            .add(number(Double.NEGATIVE_INFINITY, 1, -1));

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
    PredictiveScores scores = PredictiveScores.NONE.add(number(0, 1, -1)).add(calibrated(3, 0.5));

    assertThat(scores.rows()).isEqualTo(2);
    assertThat(scores.crps()).isEqualTo(3);
    assertThat(scores.pitHistogram()[5]).isEqualTo(10);
    assertThat(PredictiveScores.NONE.add(number(0, 1, -1)).pitHistogram()).isNull();
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
    PredictiveScores one = PredictiveScores.NONE.add(number(0, 1, -1));

    assertThat(one.add(number(0, Double.NaN, Double.NaN))).isEqualTo(one);
  }

  @Test
  void aPredictionThatSaysNothingIsNotScored() {
    Prediction nothing = prediction(null, null, 3, Score.NONE);

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

  private static Prediction number(double mean, double target, double logDensity) {
    return number(mean, target, new Score(logDensity, Double.NaN, Double.NaN));
  }

  private static Prediction calibrated(double crps, double pit) {
    return number(0, 1, new Score(-1, crps, pit));
  }

  private static Prediction number(double mean, double target, Score score) {
    double[] quantiles = {-2, -1, 0, 1, 2};
    return prediction(
        new PredictiveSummary(mean, 1, quantiles, 1, 0, null, null), null, target, score);
  }

  private static Prediction ofClass(double[] probabilities, int target, double logProbability) {
    ClassProbabilities classes =
        new ClassProbabilities(probabilities, Double.NaN, Double.NaN, Double.NaN);
    return prediction(null, classes, target, Score.ofClass(logProbability));
  }

  private static Prediction prediction(
      PredictiveSummary number, ClassProbabilities classes, double target, Score score) {
    Provenance provenance = new Provenance(Phase.SAMPLING, 1, 1, 0, 0, 1);
    return new Prediction("id", 0, "model", 0, provenance, number, classes, target, score);
  }
}
