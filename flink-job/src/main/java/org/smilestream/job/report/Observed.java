package org.smilestream.job.report;

import org.smilestream.data.Prediction;
import org.smilestream.operators.DiagnosticsOperator;

/** Predictions of a regression whose target is known by now. */
public final class Observed {

  /** Places in {@link Prediction#quantiles()}. */
  static final int LOWEST = 0;

  static final int LOWER_QUARTILE = 1;
  static final int MEDIAN = 2;
  static final int UPPER_QUARTILE = 3;
  static final int HIGHEST = 4;

  private Observed() {}

  public static boolean isKnown(Prediction prediction) {
    return prediction.quantiles() != null && !Double.isNaN(prediction.target());
  }

  /** Whether the prediction counts. */
  public static boolean isScored(Prediction prediction) {
    return isKnown(prediction) && prediction.sequence() >= DiagnosticsOperator.UNSCORED_ROWS;
  }

  static double absoluteError(Prediction prediction) {
    return Math.abs(prediction.target() - prediction.quantiles()[MEDIAN]);
  }
}
