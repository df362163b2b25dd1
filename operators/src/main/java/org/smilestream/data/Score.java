package org.smilestream.data;

/**
 * How well a predictive distribution has foretold a target.
 *
 * @param logDensity log predictive density of the target, in nats (log probability of a class or
 *     count)
 * @param crps continuous ranked probability score, in the target's units; NaN for a class
 * @param pit probability integral transform: the probability that was given to what is at most the
 *     target (for counts half of its own left out); NaN for a class
 * @param pitWidth the probability of a count itself: its transform is spread evenly over an
 *     interval so wide, of which {@code pit} is the middle (Czado, Gneiting and Held, 2009); 0 for
 *     all else
 */
public record Score(double logDensity, double crps, double pit, double pitWidth) {

  /** The target is not known, or nothing was predicted: all but the width are NaN. */
  public static final Score NONE = new Score(Double.NaN, Double.NaN, Double.NaN);

  /** Of what is no count. */
  public Score(double logDensity, double crps, double pit) {
    this(logDensity, crps, pit, 0);
  }

  /** Of a class. */
  public static Score ofClass(double logProbability) {
    return new Score(logProbability, Double.NaN, Double.NaN);
  }

  /** Whether the transform is spread over an interval. */
  public boolean isSpread() {
    return pitWidth > 0;
  }

  /** Share of the transform that lies below a level: 0 or 1 unless it is spread. */
  public double pitBelow(double level) {
    return isSpread()
        ? Math.max(0, Math.min(1, (level - pit) / pitWidth + 0.5))
        : pit < level ? 1 : 0;
  }
}
