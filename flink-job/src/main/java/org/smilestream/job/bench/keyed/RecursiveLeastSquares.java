package org.smilestream.job.bench.keyed;

/**
 * Recursive least squares, test then train: the linear peer that is hard to beat. Features are
 * scaled by their moments so far and clipped; so is the target, unclipped. The predictive density
 * is normal, with the running variance of the residuals.
 */
final class RecursiveLeastSquares {
  private static final double PRIOR_VARIANCE = 100;
  private static final double CLIP = 8;
  private static final double RESIDUAL_MEMORY = 0.995;
  private static final double LEAST_VARIANCE = 1e-9;
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final double[][] covariance;
  private final double[] weights;
  private final double[] input;
  private final double[] gain;
  private final double[] means;
  private final double[] squares;
  private double targetMean;
  private double targetSquares;
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
    means = new double[features];
    squares = new double[features];
  }

  /**
   * Predicts a row, learns from it, and returns the log density that the prediction gave to its
   * target; NaN for the first row.
   */
  double learn(double[] features, double target) {
    readInput(features);
    double error = target - (targetMean + targetDeviation() * dot(weights, input));
    double density =
        -HALF_LOG_TWO_PI
            - 0.5 * Math.log(residualVariance)
            - error * error / (2 * residualVariance);
    residualVariance =
        rows == 0
            ? error * error
            : RESIDUAL_MEMORY * residualVariance + (1 - RESIDUAL_MEMORY) * error * error;
    followMoments(features, target);
    update((target - targetMean) / targetDeviation());
    return density;
  }

  private void readInput(double[] features) {
    input[0] = 1;
    for (int i = 0; i < features.length; i++) {
      double variance = rows > 1 ? squares[i] / rows - means[i] * means[i] : 1;
      double deviation = variance > LEAST_VARIANCE ? Math.sqrt(variance) : 1;
      double scaled = (features[i] - means[i]) / deviation;
      input[i + 1] = Math.max(-CLIP, Math.min(CLIP, scaled));
    }
  }

  private double targetDeviation() {
    return rows > 1
        ? Math.sqrt(Math.max(LEAST_VARIANCE, targetSquares / rows - targetMean * targetMean))
        : 1;
  }

  private void followMoments(double[] features, double target) {
    rows++;
    for (int i = 0; i < features.length; i++) {
      means[i] += (features[i] - means[i]) / rows;
      squares[i] += features[i] * features[i];
    }
    targetMean += (target - targetMean) / rows;
    targetSquares += target * target;
  }

  private void update(double target) {
    for (int i = 0; i < gain.length; i++) {
      gain[i] = dot(covariance[i], input);
    }
    double scale = 1 / (1 + dot(input, gain));
    double error = target - dot(weights, input);
    for (int i = 0; i < gain.length; i++) {
      weights[i] += scale * gain[i] * error;
    }
    for (int i = 0; i < gain.length; i++) {
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
