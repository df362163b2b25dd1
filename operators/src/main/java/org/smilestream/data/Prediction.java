package org.smilestream.data;

import java.util.Arrays;

/**
 * A prediction with its uncertainty, in the target's own units. A number that is not known is NaN,
 * an array that does not apply is null.
 *
 * @param sequence number of the row in the order of the stream; −1 for a request
 * @param quantiles of the predictive distribution at {@link #quantileLevels()}
 * @param aleatoricVariance the part of the variance that is noise of the data
 * @param epistemicVariance the part of the variance that is disagreement of the samples
 * @param probabilities of the classes, in the order of the schema
 * @param entropy of {@code probabilities}, in nats
 * @param aleatoricEntropy mean entropy of the samples
 * @param mutualInformation {@code entropy − aleatoricEntropy}
 * @param samples number of posterior samples behind the prediction
 * @param chains number of chains that they come from
 * @param newestStep step of the newest sample
 * @param newestAge event time of the row minus that of the last row the newest sample has learned
 *     from, in milliseconds
 * @param target what happened; NaN for a request
 * @param logDensity log predictive density of {@code target} (log probability of the class); NaN
 *     for a request
 * @param crps continuous ranked probability score of {@code target}, in its units; NaN for a
 *     request and for a class
 * @param pit probability integral transform of {@code target}: the probability that was given to
 *     what is at most it (for counts half of its own left out); NaN for a request and for a class
 * @param answer what a request asked for besides; null where nothing was, or nothing is known
 * @param recalibratedQuantiles in the order of {@code quantiles}, of which the median is one: the
 *     ends of the intervals as they are after recalibration; null where there is none
 */
public record Prediction(
    String id,
    long eventTime,
    String model,
    Phase phase,
    long sequence,
    double mean,
    double standardDeviation,
    double[] quantiles,
    double aleatoricVariance,
    double epistemicVariance,
    double[] probabilities,
    double entropy,
    double aleatoricEntropy,
    double mutualInformation,
    int samples,
    int chains,
    long newestStep,
    long newestAge,
    int scalerVersion,
    double target,
    double logDensity,
    double crps,
    double pit,
    Answer answer,
    double[] recalibratedQuantiles) {

  private static final double[] LEVELS = {0.05, 0.25, 0.5, 0.75, 0.95};

  /** A prediction that answers nothing else and is not recalibrated. */
  public Prediction(
      String id,
      long eventTime,
      String model,
      Phase phase,
      long sequence,
      double mean,
      double standardDeviation,
      double[] quantiles,
      double aleatoricVariance,
      double epistemicVariance,
      double[] probabilities,
      double entropy,
      double aleatoricEntropy,
      double mutualInformation,
      int samples,
      int chains,
      long newestStep,
      long newestAge,
      int scalerVersion,
      double target,
      double logDensity,
      double crps,
      double pit) {
    this(
        id,
        eventTime,
        model,
        phase,
        sequence,
        mean,
        standardDeviation,
        quantiles,
        aleatoricVariance,
        epistemicVariance,
        probabilities,
        entropy,
        aleatoricEntropy,
        mutualInformation,
        samples,
        chains,
        newestStep,
        newestAge,
        scalerVersion,
        target,
        logDensity,
        crps,
        pit,
        null,
        null);
  }

  /** A prediction whose target is a class or not known: CRPS and PIT are NaN. */
  public Prediction(
      String id,
      long eventTime,
      String model,
      Phase phase,
      long sequence,
      double mean,
      double standardDeviation,
      double[] quantiles,
      double aleatoricVariance,
      double epistemicVariance,
      double[] probabilities,
      double entropy,
      double aleatoricEntropy,
      double mutualInformation,
      int samples,
      int chains,
      long newestStep,
      long newestAge,
      int scalerVersion,
      double target,
      double logDensity) {
    this(
        id,
        eventTime,
        model,
        phase,
        sequence,
        mean,
        standardDeviation,
        quantiles,
        aleatoricVariance,
        epistemicVariance,
        probabilities,
        entropy,
        aleatoricEntropy,
        mutualInformation,
        samples,
        chains,
        newestStep,
        newestAge,
        scalerVersion,
        target,
        logDensity,
        Double.NaN,
        Double.NaN);
  }

  /** The same prediction, with what was asked for. */
  public Prediction with(Answer answer) {
    return with(answer, recalibratedQuantiles);
  }

  /** The same prediction, with the quantiles after recalibration. */
  public Prediction recalibrated(double[] recalibratedQuantiles) {
    return with(answer, recalibratedQuantiles);
  }

  private Prediction with(Answer answer, double[] recalibratedQuantiles) {
    return new Prediction(
        id,
        eventTime,
        model,
        phase,
        sequence,
        mean,
        standardDeviation,
        quantiles,
        aleatoricVariance,
        epistemicVariance,
        probabilities,
        entropy,
        aleatoricEntropy,
        mutualInformation,
        samples,
        chains,
        newestStep,
        newestAge,
        scalerVersion,
        target,
        logDensity,
        crps,
        pit,
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
    int index = values == null ? -1 : Arrays.binarySearch(keys, key);
    return index < 0 ? Double.NaN : values[index];
  }

  /** The levels of {@link #quantiles()}. */
  public static double[] quantileLevels() {
    return LEVELS.clone();
  }
}
