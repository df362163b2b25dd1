package org.smilestream.data;

/**
 * Moments by which a row is standardised. For classification the target keeps its class index (mean
 * 0, deviation 1).
 *
 * @param version 0 while the moments still follow the rows; from 1 on frozen, since other moments
 *     would change what a position means
 * @param rows number of rows that the moments come from
 */
public record Scaler(
    int version,
    long rows,
    double[] means,
    double[] deviations,
    double targetMean,
    double targetDeviation) {

  /**
   * Scaled features are clipped to this many standard deviations, lest one wild value throws a
   * chain.
   */
  public static final double FEATURE_LIMIT = 30;

  /** The scaled features of a row, clipped to ±{@link #FEATURE_LIMIT}. */
  public double[] scale(double[] numeric) {
    double[] scaled = new double[numeric.length];
    for (int i = 0; i < numeric.length; i++) {
      double z = (numeric[i] - means[i]) / deviations[i];
      scaled[i] = Math.max(-FEATURE_LIMIT, Math.min(FEATURE_LIMIT, z));
    }
    return scaled;
  }

  public double scaleTarget(double target) {
    return (target - targetMean) / targetDeviation;
  }
}
