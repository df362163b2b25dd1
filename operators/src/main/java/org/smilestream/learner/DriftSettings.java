package org.smilestream.learner;

import java.io.Serializable;

/**
 * How a group of chains watches for drift.
 *
 * @param threshold of the {@linkplain PageHinkley#risen() Page–Hinkley test}; infinite: it does not
 *     watch
 * @param reacts whether an alarm lets the group try to forget the rows from before the change
 */
public record DriftSettings(double threshold, boolean reacts) implements Serializable {

  /** No watch. */
  public static final DriftSettings OFF = new DriftSettings(Double.POSITIVE_INFINITY, false);

  public DriftSettings {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException("the threshold of drift must be positive: " + threshold);
    }
  }

  boolean watches() {
    return threshold < Double.POSITIVE_INFINITY;
  }
}
