package org.smilestream.job.report;

import java.util.List;
import org.smilestream.data.Prediction;

/**
 * Intervals against what happened, one entry a row.
 *
 * @param rows number of each row in the stream
 * @param quantiles one array for each of {@link Prediction#quantileLevels()}
 * @param every one of so many rows is shown
 */
public record FanSeries(
    long[] rows, double[][] quantiles, double[] targets, String[] times, int every) {

  /** The last {@code count} rows. */
  public static FanSeries last(int count, List<Prediction> known) {
    return of(known.subList(Math.max(0, known.size() - count), known.size()), 1);
  }

  /** The whole run, thinned out to {@code count} rows. */
  static FanSeries whole(int count, List<Prediction> known) {
    return of(Decimation.atMost(count, known), Math.max(1, (known.size() + count - 1) / count));
  }

  private static FanSeries of(List<Prediction> shown, int every) {
    int levels = Prediction.quantileLevels().length;
    double[][] quantiles = new double[levels][];
    for (int level = 0; level < levels; level++) {
      int place = level;
      quantiles[level] = shown.stream().mapToDouble(p -> p.quantiles()[place]).toArray();
    }
    return new FanSeries(
        shown.stream().mapToLong(Prediction::sequence).toArray(),
        quantiles,
        shown.stream().mapToDouble(Prediction::target).toArray(),
        shown.stream().map(p -> Numbers.time(p.eventTime())).toArray(String[]::new),
        every);
  }
}
