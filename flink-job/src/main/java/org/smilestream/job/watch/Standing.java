package org.smilestream.job.watch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.smilestream.data.Prediction;
import org.smilestream.job.report.Numbers;
import org.smilestream.posterior.PredictiveScores;

/**
 * How one of several models fares. A number that is not known is NaN.
 *
 * @param newestTime event time of its newest prediction; null where it has made none
 * @param rows number of its newest predictions that were scored
 * @param logPredictiveDensity over these rows
 * @param coverage90 over these rows; of classes the share of right ones
 * @param allRows number of rows that the job has scored for it
 * @param allLogPredictiveDensity over those
 * @param champion 1 for the model that answers, 0 for a challenger
 * @param meanGain of a challenger over the champion, in nats a row
 * @param evidence that it is better, as a share of what it needs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Standing(
    String model,
    String newestTime,
    long rows,
    double logPredictiveDensity,
    double coverage90,
    double allRows,
    double allLogPredictiveDensity,
    double champion,
    double meanGain,
    double evidence) {

  /** Of so many keys the worst are shown. */
  private static final int MOST = 20;

  /** Those of all models, or of the worst where they are many; none where there is one alone. */
  static List<Standing> of(List<WatchedModel> models, MetricHistory metrics) {
    if (models.size() < 2) {
      return List.of();
    }
    return models.stream()
        .map(each -> of(each, metrics))
        .sorted(Comparator.comparingDouble(Standing::logPredictiveDensity))
        .limit(MOST)
        .sorted(Comparator.comparing(Standing::model))
        .toList();
  }

  private static Standing of(WatchedModel model, MetricHistory metrics) {
    PredictiveScores scores = model.predictions().scores();
    boolean classes = !Double.isNaN(scores.accuracy());
    String scope = "champion.model." + model.name() + ".";
    return new Standing(
        model.name(),
        model.predictions().newest().map(Prediction::eventTime).map(Numbers::time).orElse(null),
        scores.rows(),
        scores.logPredictiveDensity(),
        classes ? scores.accuracy() : scores.coverage90(),
        number(model.diagnostics(), "scoredRows"),
        number(model.diagnostics(), "logPredictiveDensity"),
        metrics.value("", "champion", scope + "isChampion"),
        metrics.value("", "champion", scope + "meanGain"),
        metrics.value("", "champion", scope + "evidence"));
  }

  private static double number(JsonNode diagnostics, String name) {
    return Optional.ofNullable(diagnostics)
        .map(json -> json.path(name).asDouble(Double.NaN))
        .orElse(Double.NaN);
  }
}
