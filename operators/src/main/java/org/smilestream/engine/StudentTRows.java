package org.smilestream.engine;

import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;

/**
 * The share of a minibatch's rows in Student's t log-likelihood, its derivatives by the network's
 * outputs, and what its derivative by ν needs of the rows. With z = (y − μ)/σ.
 */
final class StudentTRows {
  private static final double LEAST_LOG = Math.log(Likelihood.MIN_SIGMA);
  private static final double LARGEST_LOG = Math.log(Likelihood.MAX_SIGMA);

  private final RowMath math;

  /** 1/σ of each row, and log(1 + z²/ν). */
  private double[] inverseSigma = {};

  private double[] log = {};

  /** Σ w (log σ + ½ (ν + 1) log(1 + z²/ν)). */
  double losses;

  /** Σ w (−log(1 + z²/ν) + (ν + 1) z² / (ν (ν + z²))). */
  double tails;

  /** Σ w. */
  double weights;

  StudentTRows(RowMath math) {
    this.math = math;
  }

  /**
   * Sets the sums.
   *
   * @param mean μ of each row; overwritten with the derivative of the minibatch's log-likelihood
   * @param logSigma log σ of each row; overwritten in the same way
   */
  void evaluate(double[] mean, double[] logSigma, Minibatch batch, double nu) {
    int rows = batch.rows();
    inverseSigma = RowMath.reserve(inverseSigma, rows);
    log = RowMath.reserve(log, rows);
    for (int row = 0; row < rows; row++) {
      inverseSigma[row] = -clipped(logSigma[row]);
    }
    math.exp(inverseSigma, rows);
    for (int row = 0; row < rows; row++) {
      double z = (batch.targets()[row] - mean[row]) * inverseSigma[row];
      log[row] = z * z / nu;
    }
    math.log1p(log, rows);
    losses = 0;
    tails = 0;
    weights = 0;
    double n = batch.likelihoodWeight();
    for (int row = 0; row < rows; row++) {
      double logOfSigma = clipped(logSigma[row]);
      double z = (batch.targets()[row] - mean[row]) * inverseSigma[row];
      double square = z * z;
      double pull = (nu + 1) / (nu + square);
      double weight = batch.weights()[row];
      losses += weight * (logOfSigma + 0.5 * (nu + 1) * log[row]);
      tails += weight * (pull * square / nu - log[row]);
      weights += weight;
      mean[row] = n * weight * pull * z * inverseSigma[row];
      boolean atBound = logOfSigma == LEAST_LOG || logOfSigma == LARGEST_LOG;
      logSigma[row] = atBound ? 0 : n * weight * (pull * square - 1);
    }
  }

  private static double clipped(double logSigma) {
    return Math.min(LARGEST_LOG, Math.max(LEAST_LOG, logSigma));
  }
}
