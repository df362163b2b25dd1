package org.smilestream.engine;

import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;

/**
 * The share of a minibatch's rows in Student's t log-likelihood, its derivatives by the network's
 * outputs, and what its derivative by ν needs of the rows. With z = (y − μ)/σ.
 */
class StudentTRows {
  /** Σ w (log σ + ½ (ν + 1) log(1 + z²/ν)). */
  double losses;

  /** Σ w (−log(1 + z²/ν) + (ν + 1) z² / (ν (ν + z²))). */
  double tails;

  /** Σ w. */
  double weights;

  /**
   * Sets the sums.
   *
   * @param mean μ of each row; overwritten with the derivative of the minibatch's log-likelihood
   * @param logSigma log σ of each row; overwritten in the same way
   */
  void evaluate(double[] mean, double[] logSigma, Minibatch batch, double nu) {
    losses = 0;
    tails = 0;
    weights = 0;
    double n = batch.likelihoodWeight();
    for (int row = 0; row < batch.rows(); row++) {
      double sigma = Likelihood.sigma(logSigma[row]);
      boolean clipped = sigma == Likelihood.MIN_SIGMA || sigma == Likelihood.MAX_SIGMA;
      double logOfSigma = clipped ? Math.log(sigma) : logSigma[row];
      double standardised = (batch.targets()[row] - mean[row]) / sigma;
      double square = standardised * standardised;
      double log = Math.log1p(square / nu);
      double pull = (nu + 1) / (nu + square);
      double weight = batch.weights()[row];
      losses += weight * (logOfSigma + 0.5 * (nu + 1) * log);
      tails += weight * (pull * square / nu - log);
      weights += weight;
      mean[row] = n * weight * pull * standardised / sigma;
      logSigma[row] = clipped ? 0 : n * weight * (pull * square - 1);
    }
  }
}
