package org.smilestream.job.bench.keyed;

/**
 * Recursive least squares, test then train: the linear peer that is hard to beat. Features and
 * target are taken as they are, so they should be of the order of 1, as those of {@link
 * KeyedStream} are; with scales that moved with the rows, early rows would spoil the weights.
 *
 * <p>The predictive density is normal, with the running variance of the residuals: their mean
 * square at first, then with a memory of two hundred rows. Residuals of the first rows, of which
 * there are twice as many as weights, are left out of it.
 */
final class RecursiveLeastSquares {
  private static final double PRIOR_VARIANCE = 100;
  private static final double LEAST_RESIDUAL_WEIGHT = 0.005;
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final double[][] covariance;
  private final double[] weights;
  private final double[] input;
  private final double[] gain;
  private double residualVariance = Double.NaN;
  private long rows;

  /**
   * @param features number of numeric features; a bias is added
   */
  RecursiveLeastSquares(int features) {
    covariance = new double[features + 1][features + 1];
    for (int i = 0; i <= features; i++) {
      covariance[i][i] = PRIOR_VARIANCE;
    }
    weights = new double[features + 1];
    input = new double[features + 1];
    gain = new double[features + 1];
    input[0] = 1;
  }

  /**
   * Predicts a row, learns from it, and returns the log density that the prediction gave to its
   * target; NaN for the first rows, up to twice the number of weights.
   */
  double learn(double[] features, double target) {
    System.arraycopy(features, 0, input, 1, features.length);
    double error = target - dot(weights, input);
    double density =
        -HALF_LOG_TWO_PI
            - 0.5 * Math.log(residualVariance)
            - error * error / (2 * residualVariance);
    followResidual(error);
    update(error);
    return density;
  }

  private void followResidual(double error) {
    rows++;
    long counted = rows - 2L * weights.length;
    if (counted == 1) {
      residualVariance = error * error;
    } else if (counted > 1) {
      double weight = Math.max(LEAST_RESIDUAL_WEIGHT, 1.0 / counted);
      residualVariance += weight * (error * error - residualVariance);
    }
  }

  private void update(double error) {
    for (int i = 0; i < gain.length; i++) {
      gain[i] = dot(covariance[i], input);
    }
    double scale = 1 / (1 + dot(input, gain));
    for (int i = 0; i < gain.length; i++) {
      weights[i] += scale * gain[i] * error;
      for (int j = 0; j < gain.length; j++) {
        covariance[i][j] -= scale * gain[i] * gain[j];
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
