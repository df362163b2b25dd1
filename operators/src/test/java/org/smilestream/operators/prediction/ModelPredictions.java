package org.smilestream.operators.prediction;

import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Score;

/** Predictions of several models, for the tests of the choice among them. */
public final class ModelPredictions {
  private ModelPredictions() {}

  /** Of the row with this number and event time, scored. */
  public static Prediction of(String model, long row, double logDensity) {
    return of(model, row, Phase.SAMPLING, 1, logDensity);
  }

  /** Of the row with this number and event time, its target not known yet. */
  public static Prediction unscored(String model, long row) {
    return of(model, row, Phase.SAMPLING, Double.NaN, Double.NaN);
  }

  public static Prediction of(
      String model, long row, Phase phase, double target, double logDensity) {
    return new Prediction(
        "r" + row,
        row,
        model,
        row,
        new Provenance(phase, 8, 2, 10, 0, 1),
        new PredictiveSummary(0, 1, new double[] {-2, -1, 0, 1, 2}, 1, 0, null, null),
        null,
        target,
        new Score(logDensity, 0.5, 0.25));
  }
}
