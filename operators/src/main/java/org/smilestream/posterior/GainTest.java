package org.smilestream.posterior;

import java.util.Arrays;

/**
 * A test of whether one forecaster scores better than another on the same rows, which may be looked
 * at after every row; immutable.
 *
 * <p>Let d be the difference of the two log predictive densities of a row, cut off at ±{@value
 * #LIMIT} nats, m the mean of those before it, S the sum of d and V that of (d − m)². For λ in (0,
 * 1) and b = 2 · {@value #LIMIT}
 *
 * <pre>  exp(λ S / b − ψ(λ) V / b²),  ψ(λ) = −log(1 − λ) − λ</pre>
 *
 * is at most a supermartingale that begins at 1 as long as the expected d, given what came before
 * and averaged over the rows, is not above 0 (Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform,
 * nonparametric, nonasymptotic confidence sequences", Annals of Statistics 2021; for forecasts Choe
 * and Ramdas, "Comparing sequential forecasters", Operations Research 2024). So is the mean over
 * several λ, the evidence: by Ville's inequality it ever reaches 1/α with a probability of at most
 * α. Neither independence of the rows nor a fixed number of them is needed.
 *
 * @param rows number of rows so far
 * @param sum S, in nats
 * @param squares V
 */
public record GainTest(long rows, double sum, double squares) {
  /** A single row says no more than this: one outlier must not decide. */
  public static final double LIMIT = 3;

  /** No row yet. */
  public static final GainTest NONE = new GainTest(0, 0, 0);

  private static final double RANGE = 2 * LIMIT;

  /** Large ones find a large gain within few rows, small ones a small gain at all. */
  private static final double[] BETS = bets(0.9, 10);

  private static double[] bets(double largest, int count) {
    double[] bets = new double[count];
    Arrays.setAll(bets, k -> Math.scalb(largest, -k));
    return bets;
  }

  /**
   * The test with one row more; unchanged by a difference that is not a number.
   *
   * @param gain log predictive density of the one less that of the other, in nats
   */
  public GainTest add(double gain) {
    if (Double.isNaN(gain)) {
      return this;
    }
    double cut = Math.max(-LIMIT, Math.min(LIMIT, gain));
    double deviation = cut - (rows == 0 ? 0 : sum / rows);
    return new GainTest(rows + 1, sum + cut, squares + deviation * deviation);
  }

  /** Mean of the differences that were cut off, in nats a row; NaN before the first. */
  public double meanGain() {
    return rows == 0 ? Double.NaN : sum / rows;
  }

  /** Logarithm of the evidence for a gain; 0 before the first row. */
  public double logEvidence() {
    LogSumExp total = new LogSumExp();
    for (double bet : BETS) {
      double cost = -Math.log1p(-bet) - bet;
      total.add(bet * sum / RANGE - cost * squares / (RANGE * RANGE));
    }
    return total.value() - Math.log(BETS.length);
  }
}
