package org.smilestream.job.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smilestream.data.Prediction;

/**
 * Scores of predictions against what happened. NaN where there is nothing to score.
 *
 * @param rows number of predictions that were scored
 * @param logPredictiveDensity mean of {@link Prediction#logDensity()}
 * @param meanAbsoluteError of the medians, in the target's units
 * @param rootMeanSquaredError of the means, in the target's units
 * @param coverage share of targets within the central interval of each nominal coverage
 */
public record Scores(
    long rows,
    double logPredictiveDensity,
    double meanAbsoluteError,
    double rootMeanSquaredError,
    Map<String, Double> coverage) {

  /** Scores the predictions of a regression, those without a posterior left out. */
  public static Scores of(List<Prediction> predictions) {
    List<Prediction> scored = predictions.stream().filter(Observed::isScored).toList();
    Map<String, Double> coverage = new LinkedHashMap<>();
    coverage.put("0.5", covered(scored, Observed.LOWER_QUARTILE, Observed.UPPER_QUARTILE));
    coverage.put("0.9", covered(scored, Observed.LOWEST, Observed.HIGHEST));
    return new Scores(
        scored.size(),
        scored.stream().mapToDouble(Prediction::logDensity).average().orElse(Double.NaN),
        scored.stream().mapToDouble(Observed::absoluteError).average().orElse(Double.NaN),
        Math.sqrt(
            scored.stream()
                .mapToDouble(prediction -> square(prediction.target() - prediction.mean()))
                .average()
                .orElse(Double.NaN)),
        coverage);
  }

  private static double covered(List<Prediction> scored, int lower, int upper) {
    return scored.stream()
        .mapToDouble(
            prediction ->
                prediction.target() >= prediction.quantiles()[lower]
                        && prediction.target() <= prediction.quantiles()[upper]
                    ? 1
                    : 0)
        .average()
        .orElse(Double.NaN);
  }

  private static double square(double x) {
    return x * x;
  }
}
