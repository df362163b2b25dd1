package org.smilestream.data;

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
    double logDensity) {

  private static final double[] LEVELS = {0.05, 0.25, 0.5, 0.75, 0.95};

  /** The levels of {@link #quantiles()}. */
  public static double[] quantileLevels() {
    return LEVELS.clone();
  }
}
