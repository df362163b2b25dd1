package org.smilestream.data;

/**
 * How well a predictive distribution has foretold a target.
 *
 * @param logDensity log predictive density of the target, in nats (log probability of a class or
 *     count)
 * @param crps continuous ranked probability score, in the target's units; NaN for a class
 * @param pit probability integral transform: the probability that was given to what is at most the
 *     target (for counts half of its own left out); NaN for a class
 */
public record Score(double logDensity, double crps, double pit) {

  /** The target is not known, or nothing was predicted: all are NaN. */
  public static final Score NONE = new Score(Double.NaN, Double.NaN, Double.NaN);

  /** Of a class. */
  public static Score ofClass(double logProbability) {
    return new Score(logProbability, Double.NaN, Double.NaN);
  }
}
