package org.smilestream.job.report;

import java.util.List;
import java.util.function.Function;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.operators.DiagnosticsOperator;

/** Predictions of a regression whose target is known by now. */
public final class Observed {

  /** Places in {@link PredictiveSummary#quantiles()}. */
  static final int LOWEST = 0;

  static final int LOWER_QUARTILE = 1;
  static final int MEDIAN = 2;
  static final int HIGHEST = 4;

  private Observed() {}

  public static boolean isKnown(Prediction prediction) {
    return prediction.number() != null && prediction.hasTarget();
  }

  /** Whether the prediction counts. */
  public static boolean isScored(Prediction prediction) {
    return isKnown(prediction) && prediction.sequence() >= DiagnosticsOperator.UNSCORED_ROWS;
  }

  /**
   * Share of targets within a central interval, its ends included; NaN without rows.
   *
   * @param quantiles of a prediction, in the order of {@link PredictiveSummary#quantiles()}
   * @param lower place of the interval's lower end: {@link #LOWEST} or {@link #LOWER_QUARTILE}
   */
  static double share(
      List<Prediction> rows, Function<PredictiveSummary, double[]> quantiles, int lower) {
    long within =
        rows.stream()
            .filter(row -> isWithin(row.target(), quantiles.apply(row.number()), lower))
            .count();
    return (double) within / rows.size();
  }

  private static boolean isWithin(double target, double[] quantiles, int lower) {
    return quantiles[lower] <= target && target <= quantiles[HIGHEST - lower];
  }

  static double absoluteError(Prediction prediction) {
    return Math.abs(prediction.target() - prediction.number().quantiles()[MEDIAN]);
  }
}
