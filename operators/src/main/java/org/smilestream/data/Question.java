package org.smilestream.data;

/**
 * What a request asks for beside the usual prediction of a number.
 *
 * @param levels of further quantiles, ascending, none of {@link PredictiveSummary#quantileLevels()}
 * @param thresholds in the target's own units, ascending: how probable is more than each?
 */
public record Question(double[] levels, double[] thresholds) {
  /** The most levels, and the most thresholds. */
  public static final int MAX_ASKED = 32;

  /** The least level; the greatest is as far from 1. */
  public static final double MIN_LEVEL = 1e-6;
}
