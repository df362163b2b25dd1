package org.smilestream.operators.champion;

import org.smilestream.posterior.GainTest;

/**
 * How a challenger does against the champion: one test after another, each over a bounded number of
 * rows, so that what is long ago does not count for ever.
 *
 * <p>The k-th test may err with the probability α · 6/(π² k²). These sum to α, so that α is the
 * probability of a false result over the whole contest, however long it goes on.
 *
 * @param round number of the test, from 1
 * @param won whether the challenger was found to be better
 */
public record Contest(int round, GainTest test, boolean won) {
  static final Contest START = new Contest(1, GainTest.NONE, false);

  private static final double SUM_OF_SHARES = Math.PI * Math.PI / 6;

  /**
   * The contest with one row more.
   *
   * @param gain log predictive density of the challenger less that of the champion, in nats
   */
  Contest add(double gain, PromotionSettings settings) {
    if (won) {
      return this;
    }
    GainTest now = test.add(gain);
    if (now.logEvidence() >= logThreshold(settings.errorRate())) {
      return new Contest(round, now, true);
    }
    return now.rows() < settings.windowRows()
        ? new Contest(round, now, false)
        : new Contest(round + 1, GainTest.NONE, false);
  }

  /** The evidence that a challenger needs in this round, as its logarithm. */
  double logThreshold(double errorRate) {
    return -Math.log(errorRate / (SUM_OF_SHARES * round * round));
  }
}
