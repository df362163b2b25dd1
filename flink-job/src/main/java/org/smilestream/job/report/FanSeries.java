package org.smilestream.job.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;

/**
 * Intervals against what happened, one entry a row.
 *
 * @param rows number of each row in the stream
 * @param quantiles one array for each of {@link PredictiveSummary#quantileLevels()}
 * @param recalibrated the same after recalibration, NaN for a row without; null where no row has it
 * @param targets NaN where it is not known yet
 * @param every one of so many rows is shown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FanSeries(
    long[] rows,
    double[][] quantiles,
    double[][] recalibrated,
    double[] targets,
    String[] times,
    int every) {

  /** All rows of a list, each with quantiles. */
  public static FanSeries of(List<Prediction> shown) {
    return of(shown, 1);
  }

  /** The last {@code count} rows. */
  static FanSeries last(int count, List<Prediction> known) {
    return of(known.subList(Math.max(0, known.size() - count), known.size()), 1);
  }

  /** The whole run, thinned out to {@code count} rows. */
  static FanSeries whole(int count, List<Prediction> known) {
    return of(Decimation.atMost(count, known), Math.max(1, (known.size() + count - 1) / count));
  }

  private static FanSeries of(List<Prediction> shown, int every) {
    boolean recalibrated = shown.stream().anyMatch(p -> p.number().recalibratedQuantiles() != null);
    return new FanSeries(
        shown.stream().mapToLong(Prediction::sequence).toArray(),
        columns(shown, PredictiveSummary::quantiles),
        recalibrated ? columns(shown, PredictiveSummary::recalibratedQuantiles) : null,
        shown.stream().mapToDouble(Prediction::target).toArray(),
        shown.stream().map(p -> Numbers.time(p.eventTime())).toArray(String[]::new),
        every);
  }

  private static double[][] columns(
      List<Prediction> shown, Function<PredictiveSummary, double[]> quantiles) {
    double[][] columns = new double[PredictiveSummary.quantileLevels().length][shown.size()];
    for (int row = 0; row < shown.size(); row++) {
      double[] values = quantiles.apply(shown.get(row).number());
      for (int level = 0; level < columns.length; level++) {
        columns[level][row] = values == null ? Double.NaN : values[level];
      }
    }
    return columns;
  }
}
