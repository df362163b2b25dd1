package org.smilestream.posterior;

import java.util.Arrays;

/**
 * The log pointwise predictive density of held-out rows: the mean over rows of ln( 1/S Σₛ p(yᵢ |
 * xᵢ, θₛ) ), by log-sum-exp. Samples are added one by one; memory does not grow with their number.
 *
 * <p>Source: Gelman, Hwang and Vehtari, <i>Understanding predictive information criteria for
 * Bayesian models</i>, 2014, eq. 5, divided by the number of rows.
 */
public final class Lppd {
  private final LogSumExp[] rows;
  private long samples;

  /**
   * @param rows number of rows, at least 1
   */
  public Lppd(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("LPPD needs at least one row, not " + rows);
    }
    this.rows = new LogSumExp[rows];
    Arrays.setAll(this.rows, row -> new LogSumExp());
  }

  /** The LPPD of log p(y | x, θ) given as [chain][sample][row]. */
  public static double of(double[][][] logLikelihood) {
    Lppd lppd = new Lppd(logLikelihood[0][0].length);
    for (double[][] chain : logLikelihood) {
      for (double[] sample : chain) {
        lppd.add(sample);
      }
    }
    return lppd.value();
  }

  /** Adds a sample: ln p(yᵢ | xᵢ, θ) of every row i. */
  public void add(double[] logLikelihoodPerRow) {
    if (logLikelihoodPerRow.length != rows.length) {
      throw new IllegalArgumentException(
          "a sample needs one log-likelihood for each of %d rows, not %d"
              .formatted(rows.length, logLikelihoodPerRow.length));
    }
    for (int row = 0; row < rows.length; row++) {
      rows[row].add(logLikelihoodPerRow[row]);
    }
    samples++;
  }

  /** Adds all samples that were added to {@code other}, for the same rows. */
  void add(Lppd other) {
    for (int row = 0; row < rows.length; row++) {
      rows[row].add(other.rows[row]);
    }
    samples += other.samples;
  }

  /** Number of samples added so far. */
  public long samples() {
    return samples;
  }

  /** The LPPD in nats a row; NaN as long as there is no sample. */
  public double value() {
    if (samples == 0) {
      return Double.NaN;
    }
    double sum = 0;
    for (LogSumExp row : rows) {
      sum += row.value();
    }
    return sum / rows.length - Math.log(samples);
  }
}
