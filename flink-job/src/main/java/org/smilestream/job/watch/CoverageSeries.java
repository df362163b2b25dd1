package org.smilestream.job.watch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Prediction;
import org.smilestream.job.report.Observed;

/**
 * How coverage went: shares over a window that moves along the rows, at up to {@value #POINTS} of
 * them. Of classes it is the share of right ones.
 *
 * @param window number of rows behind each share, fewer at the beginning
 * @param rows the last row of each window
 * @param within share of outcomes within the 90 % interval, or of right classes
 * @param recalibrated share within the recalibrated 90 % interval, of the rows that have one; null
 *     where none has
 * @param expected what the share should be: 0.9, or the mean probability of the likeliest class
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CoverageSeries(
    int window, long[] rows, double[] within, double[] recalibrated, double[] expected) {

  static final int POINTS = 120;
  private static final int WINDOW = 200;

  /** Fewer rows tell nothing. */
  private static final int LEAST_ROWS = 20;

  private static final double NOMINAL = 0.9;

  /**
   * @param scored predictions with their targets, in order
   */
  static CoverageSeries of(List<Prediction> scored) {
    boolean any = scored.stream().anyMatch(CoverageSeries::isRecalibrated);
    int first = Math.min(LEAST_ROWS, scored.size());
    int stride = Math.max(1, (scored.size() - first) / POINTS);
    int points = scored.size() < LEAST_ROWS ? 0 : (scored.size() - first) / stride + 1;
    long[] rows = new long[points];
    double[] within = new double[points];
    double[] recalibrated = new double[points];
    double[] expected = new double[points];
    for (int i = 0; i < points; i++) {
      int end = scored.size() - (points - 1 - i) * stride;
      List<Prediction> window = scored.subList(Math.max(0, end - WINDOW), end);
      rows[i] = scored.get(end - 1).sequence();
      within[i] = mean(window, CoverageSeries::hit);
      recalibrated[i] = mean(window, CoverageSeries::recalibratedHit);
      expected[i] = mean(window, CoverageSeries::expected);
    }
    return new CoverageSeries(WINDOW, rows, within, any ? recalibrated : null, expected);
  }

  private static double hit(Prediction prediction) {
    ClassProbabilities classes = prediction.classes();
    return classes == null
        ? prediction.number().coverage(prediction.target(), prediction.score(), 0)
        : classes.mostProbable() == (int) prediction.target() ? 1 : 0;
  }

  /** NaN where there is no interval. */
  private static double recalibratedHit(Prediction prediction) {
    if (!isRecalibrated(prediction)) {
      return Double.NaN;
    }
    return Observed.recalibratedCoverage90(prediction);
  }

  private static boolean isRecalibrated(Prediction prediction) {
    return prediction.number() != null && prediction.number().recalibratedQuantiles() != null;
  }

  private static double expected(Prediction prediction) {
    ClassProbabilities classes = prediction.classes();
    return classes == null ? NOMINAL : classes.probabilities()[classes.mostProbable()];
  }

  private static double mean(List<Prediction> rows, ToDoubleFunction<Prediction> value) {
    return rows.stream()
        .mapToDouble(value)
        .filter(each -> !Double.isNaN(each))
        .average()
        .orElse(Double.NaN);
  }
}
