package org.smilestream.operators.diagnostics;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.data.Prediction;
import org.smilestream.operators.metrics.OperatorMetrics;
import org.smilestream.operators.state.PredictiveScoresSerializer;
import org.smilestream.posterior.PredictiveScores;

/**
 * Follows convergence and scores of a model and reports them every {@link #REPORT_ROWS}
 * observations. Keyed by model. Requests have no outcome and are passed over.
 *
 * <p>For people to look at, and no part of what is repeatable: predictions of several subtasks and
 * draws of several chains arrive in no fixed order, so that reports of two runs differ by the rows
 * and draws of a moment.
 */
public final class DiagnosticsOperator
    extends KeyedCoProcessFunction<String, Prediction, ProbeDraw, DiagnosticsReport> {
  private static final long serialVersionUID = 1;

  /** Observations at the start of a stream that are left out of the scores. */
  public static final int UNSCORED_ROWS = 100;

  public static final int REPORT_ROWS = 100;

  private final int chains;

  private transient ValueState<PredictiveScores> scores;
  private transient MapState<Integer, ProbeHistory> histories;
  private transient DiagnosticsMetrics metrics;

  /**
   * @param chains number of chains of the model; draws of chains beyond them, from before a
   *     restore, are forgotten
   */
  public DiagnosticsOperator(int chains) {
    this.chains = chains;
  }

  @Override
  public void open(OpenContext context) {
    var runtime = getRuntimeContext();
    scores =
        runtime.getState(new ValueStateDescriptor<>("scores", PredictiveScoresSerializer.INSTANCE));
    histories =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "probe-draws", IntSerializer.INSTANCE, ProbeHistorySerializer.INSTANCE));
    metrics = new DiagnosticsMetrics(runtime.getMetricGroup());
  }

  @Override
  public void processElement1(
      Prediction prediction, Context context, Collector<DiagnosticsReport> out) throws Exception {
    metrics.due().ifPresent(report -> context.output(OperatorMetrics.REPORTS, report));
    if (prediction.sequence() < UNSCORED_ROWS) {
      return;
    }
    PredictiveScores before = scores.value() == null ? PredictiveScores.NONE : scores.value();
    PredictiveScores now = before.add(prediction);
    scores.update(now);
    metrics.scored(before, now);
    if (now.rows() > before.rows() && now.rows() % REPORT_ROWS == 0) {
      Convergence convergence = Convergence.of(newestDraws(), chains);
      DiagnosticsReport report =
          report(
              prediction.model(), prediction.eventTime(), prediction.sequence(), convergence, now);
      metrics.report(report, convergence.draws());
      out.collect(report);
    }
  }

  @Override
  public void processElement2(ProbeDraw draw, Context context, Collector<DiagnosticsReport> out)
      throws Exception {
    if (!draw.sampling()) {
      histories.remove(draw.chain());
      return;
    }
    metrics.drew();
    ProbeHistory history = histories.get(draw.chain());
    histories.put(draw.chain(), history == null ? ProbeHistory.of(draw) : history.add(draw));
  }

  public static DiagnosticsReport report(
      String model, long eventTime, long sequence, Convergence convergence, PredictiveScores now) {
    return new DiagnosticsReport(
        model,
        eventTime,
        sequence,
        convergence.rhat(),
        convergence.ess(),
        now.rows(),
        now.logPredictiveDensity(),
        now.crps(),
        now.meanAbsoluteError(),
        now.rootMeanSquaredError(),
        now.coverage50(),
        now.coverage90(),
        now.accuracy(),
        now.brierScore(),
        now.expectedCalibrationError(),
        now.pitHistogram());
  }

  private List<ProbeHistory> newestDraws() throws Exception {
    List<ProbeHistory> draws = new ArrayList<>();
    Iterator<Map.Entry<Integer, ProbeHistory>> entries = histories.iterator();
    while (entries.hasNext()) {
      Map.Entry<Integer, ProbeHistory> entry = entries.next();
      if (entry.getKey() < chains) {
        draws.add(entry.getValue());
      } else {
        entries.remove();
      }
    }
    return draws;
  }
}
