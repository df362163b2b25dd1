package org.smilestream.operators.keyed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.operators.diagnostics.Convergence;
import org.smilestream.operators.diagnostics.DiagnosticsMetrics;
import org.smilestream.operators.diagnostics.DiagnosticsOperator;
import org.smilestream.operators.metrics.OperatorMetrics;
import org.smilestream.operators.state.PredictiveScoresSerializer;
import org.smilestream.posterior.PredictiveScores;

/**
 * The scores over all keys, and those of the keys that fare worst. Keyed by the name that the
 * models share. There is a report each time that as many scores have come as a tenth of the keys
 * that have any: one record of all keys together, named as they are, and one of each of the {@link
 * #WORST_KEYS} with the lowest mean log predictive density.
 *
 * <p>For people to look at: scores of several tasks arrive in no fixed order.
 */
public final class KeyScoresOperator
    extends KeyedProcessFunction<String, KeyScores, DiagnosticsReport> {
  private static final long serialVersionUID = 1;

  /** Number of keys that a report names. */
  static final int WORST_KEYS = 10;

  private static final int SHARE = 10;

  private transient MapState<String, PredictiveScores> keys;
  private transient ValueState<PredictiveScores> gone;
  private transient ValueState<Long> size;
  private transient ValueState<Long> unreported;
  private transient DiagnosticsMetrics metrics;

  /** The newest total since this task started. */
  private transient PredictiveScores counted;

  @Override
  public void open(OpenContext context) {
    var runtime = getRuntimeContext();
    keys =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "key-scores", StringSerializer.INSTANCE, PredictiveScoresSerializer.INSTANCE));
    gone =
        runtime.getState(
            new ValueStateDescriptor<>("gone-scores", PredictiveScoresSerializer.INSTANCE));
    size = runtime.getState(new ValueStateDescriptor<>("keys", LongSerializer.INSTANCE));
    unreported =
        runtime.getState(new ValueStateDescriptor<>("unreported", LongSerializer.INSTANCE));
    metrics = new DiagnosticsMetrics(runtime.getMetricGroup());
  }

  @Override
  public void processElement(KeyScores scores, Context context, Collector<DiagnosticsReport> out)
      throws Exception {
    metrics.due().ifPresent(report -> context.output(OperatorMetrics.REPORTS, report));
    String name = scores.name();
    long known = valueOf(size);
    boolean isKnown = keys.contains(name);
    if (scores.gone()) {
      if (isKnown) {
        keys.remove(name);
        size.update(known - 1);
      }
      PredictiveScores before = gone.value();
      gone.update(before == null ? scores.scores() : before.plus(scores.scores()));
      return;
    }
    keys.put(name, scores.scores());
    known += isKnown ? 0 : 1;
    size.update(known);
    long fresh = valueOf(unreported) + 1;
    boolean due = fresh * SHARE >= known;
    unreported.update(due ? 0 : fresh);
    if (due) {
      report(scores, out);
    }
  }

  private static long valueOf(ValueState<Long> state) throws Exception {
    Long value = state.value();
    return value == null ? 0 : value;
  }

  private void report(KeyScores newest, Collector<DiagnosticsReport> out) throws Exception {
    PredictiveScores all = gone.value() == null ? PredictiveScores.NONE : gone.value();
    List<Map.Entry<String, PredictiveScores>> live = new ArrayList<>();
    for (Map.Entry<String, PredictiveScores> entry : keys.entries()) {
      live.add(Map.entry(entry.getKey(), entry.getValue()));
    }
    // In one order, so that the sums have the same bits.
    live.sort(Map.Entry.comparingByKey());
    for (Map.Entry<String, PredictiveScores> entry : live) {
      all = all.plus(entry.getValue());
    }
    DiagnosticsReport total = report(newest.model(), newest, all);
    if (counted != null) {
      metrics.scored(counted, all);
    }
    counted = all;
    metrics.report(total, 0);
    out.collect(total);
    live.sort(
        Comparator.comparingDouble(
            (Map.Entry<String, PredictiveScores> entry) ->
                entry.getValue().logPredictiveDensity()));
    for (Map.Entry<String, PredictiveScores> entry :
        live.subList(0, Math.min(WORST_KEYS, live.size()))) {
      out.collect(report(entry.getKey(), newest, entry.getValue()));
    }
  }

  private static DiagnosticsReport report(String model, KeyScores newest, PredictiveScores scores) {
    return DiagnosticsOperator.report(
        model, newest.eventTime(), newest.sequence(), Convergence.UNKNOWN, scores);
  }
}
