package org.smilestream.job.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.smilestream.data.Prediction;
import org.smilestream.operators.diagnostics.DiagnosticsOperator;
import org.smilestream.posterior.PredictiveScores;

/**
 * How the model of a key has fared.
 *
 * @param model name of the key's model
 * @param rows number of its predictions that were scored
 * @param logPredictiveDensity their mean
 */
public record KeyScore(String model, long rows, double logPredictiveDensity) {

  /** The scores of the models of all keys that have any, the worst first. */
  public static List<KeyScore> of(List<Prediction> predictions) {
    TreeMap<String, PredictiveScores> scores = new TreeMap<>();
    for (Prediction prediction : predictions) {
      if (prediction.sequence() >= DiagnosticsOperator.UNSCORED_ROWS) {
        PredictiveScores before = scores.getOrDefault(prediction.model(), PredictiveScores.NONE);
        scores.put(prediction.model(), before.add(prediction));
      }
    }
    List<KeyScore> worstFirst = new ArrayList<>();
    scores.forEach(
        (model, score) ->
            worstFirst.add(new KeyScore(model, score.rows(), score.logPredictiveDensity())));
    worstFirst.sort(Comparator.comparingDouble(KeyScore::logPredictiveDensity));
    return worstFirst;
  }
}
