package org.smilestream.job.watch;

import java.util.ArrayList;
import java.util.List;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Prediction;
import org.smilestream.posterior.PredictiveScores;

/**
 * Predictions of classes whose likeliest class has about the same probability: where they mean what
 * they say, as large a share of them is right.
 *
 * @param from lower end of the bin, which is as wide as the others
 * @param rows number of predictions in it
 * @param confidence mean probability of the likeliest class
 * @param right share of them that came true
 */
record ConfidenceBin(double from, long rows, double confidence, double right) {

  /** The bins that have rows, in order. */
  static List<ConfidenceBin> of(List<Prediction> scored) {
    int bins = PredictiveScores.BINS;
    long[] rows = new long[bins];
    double[] confidence = new double[bins];
    long[] right = new long[bins];
    for (Prediction prediction : scored) {
      ClassProbabilities classes = prediction.classes();
      int likeliest = classes.mostProbable();
      double probability = classes.probabilities()[likeliest];
      int bin = Math.min(bins - 1, (int) (bins * probability));
      rows[bin]++;
      confidence[bin] += probability;
      right[bin] += likeliest == (int) prediction.target() ? 1 : 0;
    }
    List<ConfidenceBin> filled = new ArrayList<>();
    for (int bin = 0; bin < bins; bin++) {
      if (rows[bin] > 0) {
        filled.add(
            new ConfidenceBin(
                (double) bin / bins,
                rows[bin],
                confidence[bin] / rows[bin],
                (double) right[bin] / rows[bin]));
      }
    }
    return filled;
  }
}
