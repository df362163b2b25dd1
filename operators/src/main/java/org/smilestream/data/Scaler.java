package org.smilestream.data;

import java.io.Serializable;

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
    double targetDeviation)
    implements Serializable {

  /**
   * Features, and targets that are learned from, are clipped to this many standard deviations, lest
   * one wild value throws a chain.
   */
  public static final double LIMIT = 30;

  /** The scaled features of a row, clipped to ±{@link #LIMIT}; what is missing is at the mean. */
  public double[] scale(double[] numeric) {
    double[] scaled = new double[numeric.length];
    for (int i = 0; i < numeric.length; i++) {
      double z = (numeric[i] - means[i]) / deviations[i];
      scaled[i] = Double.isNaN(z) ? 0 : Math.max(-LIMIT, Math.min(LIMIT, z));
    }
    return scaled;
  }

  public double scaleTarget(double target) {
    return (target - targetMean) / targetDeviation;
  }

  /** The same moments of the target, none of features. */
  public Scaler ofTarget() {
    return new Scaler(version, rows, new double[0], new double[0], targetMean, targetDeviation);
  }
}
