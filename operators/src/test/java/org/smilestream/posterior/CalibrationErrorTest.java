package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.Provenance;
import org.smilestream.data.Score;

class CalibrationErrorTest {

  private static Prediction prediction(double probability, int target) {
    return new Prediction(
        "id",
        0,
        "m",
        100,
        new Provenance(Phase.SAMPLING, 1, 1, 0, 0, 1),
        null,
        new ClassProbabilities(new double[] {probability, 1 - probability}, 0, 0, 0),
        target,
        Score.ofClass(0));
  }

  @Test
  void fivePredictionsByHand() {
    PredictiveScores scores = PredictiveScores.NONE;
    assertThat(scores.expectedCalibrationError()).isNaN();
    // Bin 0.9 to 1: one of two right at 0.95 and 0.91. Bin 0.6 to 0.7: both right.
    scores = scores.add(prediction(0.95, 0));
    scores = scores.add(prediction(0.09, 0));
    scores = scores.add(prediction(0.6, 0));
    scores = scores.add(prediction(0.35, 1));
    // Of two equal ones the first counts: wrong at 0.5.
    scores = scores.add(prediction(0.5, 1));

    assertThat(scores.expectedCalibrationError())
        .isCloseTo((0.86 + Math.abs(2 - 0.6 - 0.65) + 0.5) / 5, within(1e-12));
  }
}
