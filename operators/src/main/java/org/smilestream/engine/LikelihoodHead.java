package org.smilestream.engine;

import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;

/**
 * The last stage of every engine on host arrays: log p(y | outputs) of each row, and its derivative
 * by the outputs. In double, since what a sampler needs of ℓ is far below what float resolves.
 */
final class LikelihoodHead {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final Likelihood likelihood;
  private double logSigmaDerivative;

  LikelihoodHead(Likelihood likelihood) {
    this.likelihood = likelihood;
  }

  /**
   * Returns n Σᵢ wᵢ log p(yᵢ | outputs of row i), summed in the order of the rows.
   *
   * @param outputs [output][row]; overwritten with the derivative of the returned value by it
   * @param batch targets, weights, and n
   * @param logSigma log σ of {@link Likelihood#GAUSSIAN}; no other likelihood reads it
   */
  double evaluate(double[][] outputs, Minibatch batch, double logSigma) {
    return switch (likelihood) {
      case GAUSSIAN -> gaussian(outputs[0], batch, logSigma);
      case GAUSSIAN_HETEROSCEDASTIC -> heteroscedastic(outputs[0], outputs[1], batch);
      case CATEGORICAL -> categorical(outputs, batch);
    };
  }

  /** Derivative by log σ of the value last returned; {@link Likelihood#GAUSSIAN} only. */
  double logSigmaDerivative() {
    return logSigmaDerivative;
  }

  private double gaussian(double[] mean, Minibatch batch, double logSigma) {
    double[] targets = batch.targets();
    double[] weights = batch.weights();
    double n = batch.likelihoodWeight();
    double sigma = Likelihood.sigma(logSigma);
    double precision = 1 / (sigma * sigma);
    double squares = 0;
    double rows = 0;
    for (int row = 0; row < batch.rows(); row++) {
      double residual = targets[row] - mean[row];
      squares += weights[row] * residual * residual;
      rows += weights[row];
      mean[row] = n * weights[row] * residual * precision;
    }
    squares *= precision;
    logSigmaDerivative = clipped(sigma) ? 0 : n * (squares - rows);
    return -n * (0.5 * squares + rows * (HALF_LOG_TWO_PI + Math.log(sigma)));
  }

  private static double heteroscedastic(double[] mean, double[] logSigma, Minibatch batch) {
    double[] targets = batch.targets();
    double[] weights = batch.weights();
    double n = batch.likelihoodWeight();
    double sum = 0;
    for (int row = 0; row < batch.rows(); row++) {
      double sigma = Likelihood.sigma(logSigma[row]);
      boolean clipped = clipped(sigma);
      double logOfSigma = clipped ? Math.log(sigma) : logSigma[row];
      double standardised = (targets[row] - mean[row]) / sigma;
      double square = standardised * standardised;
      sum -= weights[row] * (0.5 * square + logOfSigma + HALF_LOG_TWO_PI);
      mean[row] = n * weights[row] * standardised / sigma;
      logSigma[row] = clipped ? 0 : n * weights[row] * (square - 1);
    }
    return n * sum;
  }

  private static double categorical(double[][] logits, Minibatch batch) {
    double n = batch.likelihoodWeight();
    double sum = 0;
    for (int row = 0; row < batch.rows(); row++) {
      int target = (int) batch.targets()[row];
      double weight = batch.weights()[row];
      double largest = Double.NEGATIVE_INFINITY;
      for (double[] logit : logits) {
        largest = Math.max(largest, logit[row]);
      }
      double targetLogit = logits[target][row] - largest;
      double total = 0;
      for (double[] logit : logits) {
        logit[row] = Math.exp(logit[row] - largest);
        total += logit[row];
      }
      sum += weight * (targetLogit - Math.log(total));
      double scale = n * weight / total;
      for (double[] logit : logits) {
        logit[row] *= -scale;
      }
      logits[target][row] += n * weight;
    }
    return n * sum;
  }

  private static boolean clipped(double sigma) {
    return sigma == Likelihood.MIN_SIGMA || sigma == Likelihood.MAX_SIGMA;
  }
}
