package org.smilestream.engine;

import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * The last stage of every engine on host arrays: log p(y | outputs) of each row, and its derivative
 * by the outputs. In double, since what a sampler needs of ℓ is far below what float resolves.
 */
public final class LikelihoodHead {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final ModelSpec spec;
  private final ExpLinearRows expLinearRows;
  private final StudentTRows studentTRows;
  private double freeDerivative;

  public LikelihoodHead(ModelSpec spec) {
    this(spec, new RowMath());
  }

  LikelihoodHead(ModelSpec spec, RowMath math) {
    this.spec = spec;
    expLinearRows = new ExpLinearRows(math);
    studentTRows = new StudentTRows(math);
  }

  /**
   * Returns n Σᵢ wᵢ log p(yᵢ | outputs of row i), summed in the order of the rows.
   *
   * @param outputs [output][row]; overwritten with the derivative of the returned value by it
   * @param batch targets, weights, and n
   * @param free the likelihood's free parameter; not read where it has none
   */
  public double evaluate(double[][] outputs, Minibatch batch, double free) {
    return switch (spec.scaleLink()) {
      case EXP -> evaluateLogScale(outputs, batch, free);
      case EXP_LINEAR -> {
        expLinearRows.toLogScale(outputs[1], batch.rows());
        double value = evaluateLogScale(outputs, batch, free);
        expLinearRows.toDerivative(outputs[1], batch.rows());
        yield value;
      }
    };
  }

  /** As {@link #evaluate}, where the second output is log σ itself. */
  private double evaluateLogScale(double[][] outputs, Minibatch batch, double free) {
    return switch (spec.likelihood()) {
      case GAUSSIAN -> gaussian(outputs[0], batch, free);
      case GAUSSIAN_HETEROSCEDASTIC -> heteroscedastic(outputs[0], outputs[1], batch);
      case STUDENT_T -> studentT(outputs[0], outputs[1], batch, free);
      case CATEGORICAL -> categorical(outputs, batch);
      case POISSON -> poisson(outputs[0], batch);
      case NEGATIVE_BINOMIAL -> negativeBinomial(outputs[0], outputs[1], batch);
    };
  }

  /** Derivative of the value last returned by the free parameter; without one it means nothing. */
  public double freeDerivative() {
    return freeDerivative;
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
    freeDerivative = clipped(sigma) ? 0 : n * (squares - rows);
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

  private double studentT(double[] mean, double[] logSigma, Minibatch batch, double eta) {
    double nu = spec.degreesOfFreedom(eta);
    double logNorm =
        LogGamma.value((nu + 1) / 2) - LogGamma.value(nu / 2) - 0.5 * Math.log(nu * Math.PI);
    double n = batch.likelihoodWeight();
    studentTRows.evaluate(mean, logSigma, batch, nu);
    double rows = studentTRows.weights;
    if (spec.freeParameters() > 0) {
      double excess = nu - Likelihood.LEAST_DEGREES_OF_FREEDOM;
      double byNu = Digamma.value((nu + 1) / 2) - Digamma.value(nu / 2) - 1 / nu;
      boolean clipped = Math.exp(eta) != Likelihood.sigma(eta);
      freeDerivative = clipped ? 0 : 0.5 * n * excess * (rows * byNu + studentTRows.tails);
    }
    return n * (rows * logNorm - studentTRows.losses);
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

  private static double poisson(double[] logRate, Minibatch batch) {
    double n = batch.likelihoodWeight();
    double sum = 0;
    for (int row = 0; row < batch.rows(); row++) {
      double count = batch.targets()[row];
      double weight = batch.weights()[row];
      double rate = Likelihood.rate(logRate[row]);
      double logOfRate = clippedRate(rate) ? Math.log(rate) : logRate[row];
      sum += weight * (count * logOfRate - rate - LogGamma.value(count + 1));
      logRate[row] = n * weight * (count - rate);
    }
    return n * sum;
  }

  private static double negativeBinomial(
      double[] logRate, double[] logDispersion, Minibatch batch) {
    double n = batch.likelihoodWeight();
    double sum = 0;
    for (int row = 0; row < batch.rows(); row++) {
      double count = batch.targets()[row];
      double weight = batch.weights()[row];
      double rate = Likelihood.rate(logRate[row]);
      double dispersion = Likelihood.dispersion(logDispersion[row]);
      double size = 1 / dispersion;
      double spread = dispersion * rate;
      double log = Math.log1p(spread);
      sum +=
          weight
              * (LogGamma.value(count + size)
                  - LogGamma.value(size)
                  - LogGamma.value(count + 1)
                  + count * (Math.log(spread) - log)
                  - size * log);
      double error = (count - rate) / (1 + spread);
      double digammas = Digamma.value(count + size) - Digamma.value(size);
      logRate[row] = n * weight * error;
      logDispersion[row] = clipped(dispersion) ? 0 : n * weight * (size * (log - digammas) + error);
    }
    return n * sum;
  }

  private static boolean clippedRate(double rate) {
    return rate == Likelihood.MIN_RATE || rate == Likelihood.MAX_RATE;
  }

  private static boolean clipped(double sigma) {
    return sigma == Likelihood.MIN_SIGMA || sigma == Likelihood.MAX_SIGMA;
  }
}
