package org.smilestream.job.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smilestream.data.Prediction;
import org.smilestream.data.Score;
import org.smilestream.operators.diagnostics.DiagnosticsOperator;
import org.smilestream.posterior.PredictiveScores;

/**
 * Scores of predictions against what happened. NaN where there is nothing to score, null where a
 * score does not apply: those of numbers to classes, and those of classes to numbers.
 *
 * @param rows number of predictions that were scored
 * @param logPredictiveDensity mean of {@link Score#logDensity()}
 * @param crps mean continuous ranked probability score, in the target's units
 * @param meanAbsoluteError of the medians, in the target's units
 * @param rootMeanSquaredError of the means, in the target's units
 * @param coverage share of targets within the central interval of each nominal coverage
 * @param worstBlockCoverage the same in the worst of ten contiguous blocks of the rows, of the 90 %
 *     interval, see {@link BlockCoverage}
 * @param recalibratedCoverage as {@code coverage}, of the recalibrated intervals, over the rows
 *     that have them; null where there are none
 * @param worstBlockRecalibratedCoverage the same in the worst of ten contiguous blocks
 * @param accuracy share of targets that were the most probable class
 * @param ece expected calibration error, see {@link PredictiveScores#expectedCalibrationError}
 * @param brier mean Brier score, summed over the classes
 * @param unboundedRows number of rows whose CRPS or squared error is not finite: they are left out
 *     of both; null where there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Scores(
    long rows,
    double logPredictiveDensity,
    Double crps,
    Double meanAbsoluteError,
    Double rootMeanSquaredError,
    Map<String, Double> coverage,
    Map<String, Double> worstBlockCoverage,
    Map<String, Double> recalibratedCoverage,
    Map<String, Double> worstBlockRecalibratedCoverage,
    Double accuracy,
    Double ece,
    Double brier,
    Long unboundedRows) {

  /** Scores the predictions, the first 100 rows of the stream left out. */
  public static Scores of(List<Prediction> predictions) {
    PredictiveScores scores = PredictiveScores.NONE;
    for (Prediction prediction : predictions) {
      if (prediction.sequence() >= DiagnosticsOperator.UNSCORED_ROWS) {
        scores = scores.add(prediction);
      }
    }
    return predictions.stream().anyMatch(prediction -> prediction.classes() != null)
        ? ofClasses(scores)
        : ofNumbers(scores, predictions.stream().filter(Observed::isScored).toList());
  }

  private static Scores ofNumbers(PredictiveScores scores, List<Prediction> scored) {
    List<Prediction> recalibrated =
        scored.stream().filter(each -> each.number().recalibratedQuantiles() != null).toList();
    boolean any = !recalibrated.isEmpty();
    return new Scores(
        scores.rows(),
        scores.logPredictiveDensity(),
        scores.crps(),
        scores.meanAbsoluteError(),
        scores.rootMeanSquaredError(),
        coverage(scores.coverage50(), scores.coverage90()),
        Map.of("0.9", BlockCoverage.worst(scored, Observed::coverage90)),
        any
            ? coverage(
                Observed.share(recalibrated, Observed::recalibratedCoverage50),
                Observed.share(recalibrated, Observed::recalibratedCoverage90))
            : null,
        any
            ? Map.of("0.9", BlockCoverage.worst(recalibrated, Observed::recalibratedCoverage90))
            : null,
        null,
        null,
        null,
        scores.unboundedRows() == 0 ? null : scores.unboundedRows());
  }

  private static Map<String, Double> coverage(double of50, double of90) {
    Map<String, Double> coverage = new LinkedHashMap<>();
    coverage.put("0.5", of50);
    coverage.put("0.9", of90);
    return coverage;
  }

  private static Scores ofClasses(PredictiveScores scores) {
    return new Scores(
        scores.rows(),
        scores.logPredictiveDensity(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        scores.accuracy(),
        scores.expectedCalibrationError(),
        scores.brierScore(),
        null);
  }
}
