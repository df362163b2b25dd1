package org.smilestream.job.report;

import java.util.Arrays;
import java.util.List;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;

/**
 * Whether probabilities mean what they say (Gneiting, Balabdaoui, Raftery 2007, "Probabilistic
 * forecasts, calibration and sharpness").
 *
 * @param levels of the quantiles
 * @param observed share of targets at or below the quantile of each level, of counts by their
 *     transform, which is spread; on the diagonal when calibrated
 * @param edges 0, the levels, 1: the bins of the probability integral transform
 * @param density share of targets in each bin divided by the bin's width; 1 when calibrated. NaN,
 *     like the shares, where nothing was scored
 */
record Calibration(double[] levels, double[] observed, double[] edges, double[] density) {

  static Calibration of(List<Prediction> scored) {
    double[] levels = PredictiveSummary.quantileLevels();
    double[] observed = new double[levels.length];
    if (scored.isEmpty()) {
      Arrays.fill(observed, Double.NaN);
    }
    for (Prediction prediction : scored) {
      for (int i = 0; i < levels.length; i++) {
        observed[i] += shareBelow(prediction, i) / scored.size();
      }
    }
    double[] edges = new double[levels.length + 2];
    double[] below = new double[levels.length + 2];
    System.arraycopy(levels, 0, edges, 1, levels.length);
    System.arraycopy(observed, 0, below, 1, levels.length);
    edges[levels.length + 1] = 1;
    below[levels.length + 1] = 1;
    double[] density = new double[levels.length + 1];
    for (int i = 0; i < density.length; i++) {
      density[i] = (below[i + 1] - below[i]) / (edges[i + 1] - edges[i]);
    }
    return new Calibration(levels, observed, edges, density);
  }

  private static double shareBelow(Prediction prediction, int place) {
    if (prediction.score().isSpread()) {
      return prediction.score().pitBelow(PredictiveSummary.quantileLevels()[place]);
    }
    return prediction.target() <= prediction.number().quantiles()[place] ? 1 : 0;
  }
}
