package org.smilestream.data;

import java.util.Arrays;

/**
 * A summary of the predictive distribution of a number, in the target's own units.
 *
 * @param quantiles at {@link #quantileLevels()}
 * @param aleatoricVariance the part of the variance that is noise of the data
 * @param epistemicVariance the part of the variance that is disagreement of the samples
 * @param answer what a request asked for besides; null where nothing was
 * @param recalibratedQuantiles in the order of {@code quantiles}, of which the median is one: the
 *     ends of the intervals as they are after recalibration; null where there is none
 */
public record PredictiveSummary(
    double mean,
    double standardDeviation,
    double[] quantiles,
    double aleatoricVariance,
    double epistemicVariance,
    Answer answer,
    double[] recalibratedQuantiles) {

  private static final double[] LEVELS = {0.05, 0.25, 0.5, 0.75, 0.95};

  /** The levels of {@link #quantiles()}. */
  public static double[] quantileLevels() {
    return LEVELS.clone();
  }

  /**
   * How much of a target lies within the central interval from the quantile at a place to the one
   * at the same place from the end: 1 or 0, its ends included. A count at an end of the interval
   * counts by the part of its own probability that belongs to the interval's level, so that the
   * mean is the level where the distributions are right: the quantiles of counts hold more than
   * that.
   *
   * @param score of the target
   * @param place of the lower quantile
   */
  public double coverage(double target, Score score, int place) {
    int opposite = quantiles.length - 1 - place;
    if (score.isSpread()) {
      return score.pitBelow(LEVELS[opposite]) - score.pitBelow(LEVELS[place]);
    }
    return quantiles[place] <= target && target <= quantiles[opposite] ? 1 : 0;
  }

  /** The same, with what was asked for. */
  public PredictiveSummary with(Answer answer) {
    return new PredictiveSummary(
        mean,
        standardDeviation,
        quantiles,
        aleatoricVariance,
        epistemicVariance,
        answer,
        recalibratedQuantiles);
  }

  /** The same, with the quantiles after recalibration. */
  public PredictiveSummary recalibrated(double[] recalibratedQuantiles) {
    return new PredictiveSummary(
        mean,
        standardDeviation,
        quantiles,
        aleatoricVariance,
        epistemicVariance,
        answer,
        recalibratedQuantiles);
  }

  /** The quantile at a level, usual or asked for; NaN where it is not known. */
  public double quantile(double level) {
    double usual = valueAt(level, LEVELS, quantiles);
    return Double.isNaN(usual) && answer != null
        ? valueAt(level, answer.levels(), answer.quantiles())
        : usual;
  }

  /** P(y > threshold) of a threshold that was asked for; NaN where it is not known. */
  public double exceedance(double threshold) {
    return answer == null
        ? Double.NaN
        : valueAt(threshold, answer.thresholds(), answer.exceedances());
  }

  private static double valueAt(double key, double[] keys, double[] values) {
    int index = Arrays.binarySearch(keys, key);
    return index < 0 ? Double.NaN : values[index];
  }
}
