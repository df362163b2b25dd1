package org.smilestream.job.report;

import org.smilestream.data.Prediction;

/**
 * Expected calibration error of the most probable class (Naeini, Cooper, Hauskrecht 2015): the mean
 * over the predictions of |share of right ones − mean probability| of the bin that the probability
 * is in, with {@value #BINS} bins of the same width.
 */
final class CalibrationError {
  private static final int BINS = 10;

  /** Right ones less the sum of their probabilities, for each bin. */
  private final double[] excess = new double[BINS];

  private long rows;

  /** Unchanged by a prediction without probabilities or without a target. */
  void add(Prediction prediction) {
    double[] probabilities = prediction.probabilities();
    if (probabilities == null || Double.isNaN(prediction.target())) {
      return;
    }
    int mostProbable = 0;
    for (int k = 1; k < probabilities.length; k++) {
      mostProbable = probabilities[k] > probabilities[mostProbable] ? k : mostProbable;
    }
    double confidence = probabilities[mostProbable];
    int bin = Math.min(BINS - 1, (int) (confidence * BINS));
    excess[bin] += (mostProbable == (int) prediction.target() ? 1 : 0) - confidence;
    rows++;
  }

  /** NaN where there is nothing to score. */
  double value() {
    double sum = 0;
    for (double each : excess) {
      sum += Math.abs(each);
    }
    return sum / rows;
  }
}
