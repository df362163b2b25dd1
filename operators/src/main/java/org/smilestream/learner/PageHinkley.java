package org.smilestream.learner;

/**
 * The Page–Hinkley test for a rise of a mean (Page, "Continuous inspection schemes", Biometrika
 * 1954; Hinkley, "Inference about the change-point from cumulative sum tests", Biometrika 1971),
 * over values in units of their own standard deviation; immutable.
 *
 * <p>The sum of (value − mean so far)/deviation − {@value #TOLERANCE} falls while nothing changes.
 * How far it has risen above its least value is what a threshold is for, and where it was least is
 * where the change is put. Values count as at most {@value #LIMIT} deviations from the mean, so
 * that single outliers are no change, and the first {@value #LEAST_VALUES} only make the mean.
 *
 * @param values number of values so far
 * @param mean of the values
 * @param squares sum of their squared deviations from the mean
 * @param sum of what the values rise above their mean
 * @param least the least value of that sum
 * @param leastAt where it was reached
 */
public record PageHinkley(
    long values, double mean, double squares, double sum, double least, long leastAt) {

  static final double TOLERANCE = 0.1;
  static final double LIMIT = 3;
  static final int LEAST_VALUES = 100;

  /** No value yet. */
  public static final PageHinkley START = new PageHinkley(0, 0, 0, 0, 0, -1);

  /**
   * The test with one value more; unchanged by one that is not finite.
   *
   * @param at place of the value in the stream
   */
  PageHinkley add(double value, long at) {
    if (!Double.isFinite(value)) {
      return this;
    }
    double rise = values < LEAST_VALUES ? 0 : standardised(value) - TOLERANCE;
    double newSum = sum + rise;
    boolean newLeast = newSum <= least;
    double difference = value - mean;
    double newMean = mean + difference / (values + 1);
    return new PageHinkley(
        values + 1,
        newMean,
        squares + difference * (value - newMean),
        newSum,
        newLeast ? newSum : least,
        newLeast ? at : leastAt);
  }

  private double standardised(double value) {
    double deviation = Math.sqrt(squares / values);
    double z = deviation > 0 ? (value - mean) / deviation : 0;
    return Math.max(-LIMIT, Math.min(LIMIT, z));
  }

  /** How far the sum has risen since it was least, in standard deviations. */
  double risen() {
    return sum - least;
  }
}
