package org.smilestream.job.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smilestream.data.Prediction;
import org.smilestream.posterior.PredictiveScores;

/**
 * Scores of predictions against what happened. NaN where there is nothing to score.
 *
 * @param rows number of predictions that were scored
 * @param logPredictiveDensity mean of {@link Prediction#logDensity()}
 * @param crps mean continuous ranked probability score, in the target's units
 * @param meanAbsoluteError of the medians, in the target's units
 * @param rootMeanSquaredError of the means, in the target's units
 * @param coverage share of targets within the central interval of each nominal coverage
 */
public record Scores(
    long rows,
    double logPredictiveDensity,
    double crps,
    double meanAbsoluteError,
    double rootMeanSquaredError,
    Map<String, Double> coverage) {

  /** Scores the predictions of a regression, the first 100 rows of the stream left out. */
  public static Scores of(List<Prediction> predictions) {
    PredictiveScores scores = PredictiveScores.NONE;
    for (Prediction prediction : predictions) {
      if (Observed.isScored(prediction)) {
        scores = scores.add(prediction);
      }
    }
    Map<String, Double> coverage = new LinkedHashMap<>();
    coverage.put("0.5", scores.coverage50());
    coverage.put("0.9", scores.coverage90());
    return new Scores(
        scores.rows(),
        scores.logPredictiveDensity(),
        scores.crps(),
        scores.meanAbsoluteError(),
        scores.rootMeanSquaredError(),
        coverage);
  }
}
