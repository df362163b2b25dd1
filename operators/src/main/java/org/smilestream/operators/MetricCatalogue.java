package org.smilestream.operators;

import java.util.List;
import org.smilestream.operators.chains.ChainGroupMetrics;
import org.smilestream.operators.chains.ChainMetrics;
import org.smilestream.operators.champion.ChampionMetrics;
import org.smilestream.operators.diagnostics.DiagnosticsMetrics;
import org.smilestream.operators.input.InputMetrics;
import org.smilestream.operators.keyed.KeyedModelMetrics;
import org.smilestream.operators.metrics.Metric;
import org.smilestream.operators.order.LatenessMetrics;
import org.smilestream.operators.order.OrderMetrics;
import org.smilestream.operators.prediction.PredictionMetrics;

/** All metrics of the job. */
public final class MetricCatalogue {

  /**
   * Metrics of one scope.
   *
   * @param title of the section
   * @param scopes full names of the scopes, without the task's part
   */
  public record Section(String title, List<String> scopes, List<Metric> metrics) {
    public Section {
      scopes = List.copyOf(scopes);
      metrics = List.copyOf(metrics);
    }
  }

  private MetricCatalogue() {}

  /** In the order of the data flow. */
  public static List<Section> sections() {
    return List.of(
        new Section(
            "Input",
            List.of(
                "observations-parsed.input",
                "requests-parsed.input",
                "history-parsed.input",
                "labels-parsed.input"),
            InputMetrics.ALL),
        new Section("Order", List.of("order.order"), OrderMetrics.ALL),
        new Section("Chains", List.of("chains.chains.group.N"), ChainGroupMetrics.OF_A_GROUP),
        new Section(
            "A chain", List.of("chains.chains.group.N.chain.K"), ChainGroupMetrics.OF_A_CHAIN),
        new Section("State of the chains", List.of("chains.chains"), ChainMetrics.OF_STATE),
        new Section("Predictions", List.of("predictions.predictions"), PredictionMetrics.ALL),
        new Section(
            "Several models", List.of("champion.champion.model.NAME"), ChampionMetrics.OF_A_MODEL),
        new Section("Choice among them", List.of("champion.champion"), ChampionMetrics.OF_ALL),
        new Section(
            "Diagnostics",
            List.of("diagnostics.diagnostics", "key-scores.diagnostics"),
            DiagnosticsMetrics.ALL),
        new Section("A model for each key", List.of("keyed-models.keys"), KeyedModelMetrics.ALL),
        new Section("Rows for their models", List.of("lateness.order"), LatenessMetrics.ALL));
  }
}
