package org.smilestream.job.report;

import java.util.ArrayList;
import java.util.List;
import org.smilestream.data.Prediction;

/** The scores as they ran: over a window of the newest rows, and over all rows so far. */
record ScoreSeries(
    long[] rows,
    double[] rollingLogDensity,
    double[] cumulativeLogDensity,
    double[] rollingAbsoluteError,
    double[] cumulativeAbsoluteError) {

  private record Point(
      long row, double rollingLog, double allLog, double rollingError, double allError) {}

  /**
   * @param scored predictions with their targets, in order
   * @param window number of rows of the rolling scores; before so many have come, all of them
   * @param most number of points to keep
   */
  static ScoreSeries of(List<Prediction> scored, int window, int most) {
    double[] logSums = new double[scored.size() + 1];
    double[] errorSums = new double[scored.size() + 1];
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < scored.size(); i++) {
      Prediction prediction = scored.get(i);
      logSums[i + 1] = logSums[i] + prediction.score().logDensity();
      errorSums[i + 1] = errorSums[i] + Observed.absoluteError(prediction);
      int n = i + 1;
      int w = Math.min(window, n);
      points.add(
          new Point(
              prediction.sequence(),
              (logSums[n] - logSums[n - w]) / w,
              logSums[n] / n,
              (errorSums[n] - errorSums[n - w]) / w,
              errorSums[n] / n));
    }
    // The first means of a handful of rows would set the scale of the whole chart.
    List<Point> settled = points.subList(Math.min(points.size(), window / 10), points.size());
    List<Point> kept = Decimation.atMost(most, settled);
    return new ScoreSeries(
        kept.stream().mapToLong(Point::row).toArray(),
        kept.stream().mapToDouble(Point::rollingLog).toArray(),
        kept.stream().mapToDouble(Point::allLog).toArray(),
        kept.stream().mapToDouble(Point::rollingError).toArray(),
        kept.stream().mapToDouble(Point::allError).toArray());
  }
}
