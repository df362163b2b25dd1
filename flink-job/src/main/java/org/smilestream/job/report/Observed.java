package org.smilestream.job.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.operators.diagnostics.DiagnosticsOperator;

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

  /** Mean of what the rows say; NaN without rows. */
  static double share(List<Prediction> rows, ToDoubleFunction<Prediction> within) {
    return rows.stream().mapToDouble(within).average().orElse(Double.NaN);
  }

  /** How much of the target lies within the 90 % interval, see {@link PredictiveSummary}. */
  static double coverage90(Prediction row) {
    return row.number().coverage(row.target(), row.score(), LOWEST);
  }

  /** Whether the target lies within the recalibrated 50 % interval, its ends included: 1 or 0. */
  static double recalibratedCoverage50(Prediction row) {
    return recalibratedCoverage(row, LOWER_QUARTILE);
  }

  /** The same of the 90 % interval. */
  public static double recalibratedCoverage90(Prediction row) {
    return recalibratedCoverage(row, LOWEST);
  }

  private static double recalibratedCoverage(Prediction row, int lower) {
    double[] quantiles = row.number().recalibratedQuantiles();
    return quantiles[lower] <= row.target() && row.target() <= quantiles[HIGHEST - lower] ? 1 : 0;
  }

  static double absoluteError(Prediction prediction) {
    return Math.abs(prediction.target() - prediction.number().quantiles()[MEDIAN]);
  }
}
