package org.smilestream.operators.diagnostics;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.operators.metrics.Metric;
import org.smilestream.operators.metrics.OperatorMetrics;
import org.smilestream.posterior.PredictiveScores;

/**
 * The metrics of the diagnostics operator, under {@code ….diagnostics.}; NaN before the first
 * report.
 */
public final class DiagnosticsMetrics extends OperatorMetrics {
  static final Metric RHAT =
      Metric.gauge(
          "rhat",
          "1",
          "largest rank-normalised split R̂ over the probe inputs, of up to 200 newest samples of"
              + " each chain since tuning ended",
          "below 1.2; 1.01 is for chains that need not follow a stream");
  static final Metric ESS =
      Metric.gauge(
          "ess",
          "draws",
          "smallest bulk effective sample size over the probe inputs, of the same samples",
          "above five for each chain");
  static final Metric ESS_PER_SECOND =
      Metric.gauge(
          "essPerSecond",
          "draws/s",
          "effective samples that come in a second: `ess` for each draw, times draws a second over"
              + " the last minute",
          "does not fall to 0");
  static final Metric DRAWS_PER_SECOND =
      Metric.meter("drawsPerSecond", "draws/s", "samples that came from all chains", "above 0");
  static final Metric SCORED_ROWS =
      Metric.gauge("scoredRows", "rows", "predictions behind the scores", "grows");
  static final Metric LOG_PREDICTIVE_DENSITY =
      Metric.gauge(
          "logPredictiveDensity",
          "nats",
          "mean log predictive density (of a class its log probability)",
          "does not fall for long");
  static final Metric CRPS =
      Metric.gauge(
          "crps",
          "units of the target",
          "mean continuous ranked probability score",
          "does not grow for long");
  static final Metric MEAN_ABSOLUTE_ERROR =
      Metric.gauge(
          "meanAbsoluteError",
          "units of the target",
          "mean absolute error of the medians",
          "does not grow for long");
  static final Metric ROOT_MEAN_SQUARED_ERROR =
      Metric.gauge(
          "rootMeanSquaredError",
          "units of the target",
          "root mean squared error of the means",
          "does not grow for long");
  static final Metric COVERAGE_50 =
      Metric.gauge("coverage50", "1", "share of targets in the 50 % interval", "0.45 to 0.6");
  static final Metric COVERAGE_90 =
      Metric.gauge("coverage90", "1", "share of targets in the 90 % interval", "0.87 to 0.95");
  static final Metric INTERVALS =
      Metric.counter(
          "intervals",
          "rows",
          "predictions whose intervals were compared with the target",
          "grows");
  static final Metric COVERED_50 =
      Metric.counter(
          "covered50",
          "rows",
          "those of them with the target in the 50 % interval",
          "grows half as fast");
  static final Metric COVERED_90 =
      Metric.counter(
          "covered90",
          "rows",
          "those of them with the target in the 90 % interval",
          "grows nine tenths as fast");
  static final Metric ACCURACY =
      Metric.gauge("accuracy", "1", "share of right classes", "does not fall for long");
  static final Metric BRIER_SCORE =
      Metric.gauge("brierScore", "1", "Brier score of the classes", "does not grow for long");
  static final Metric EXPECTED_CALIBRATION_ERROR =
      Metric.gauge(
          "expectedCalibrationError", "1", "calibration error of the classes", "below 0.05");

  public static final List<Metric> ALL =
      List.of(
          RHAT,
          ESS,
          ESS_PER_SECOND,
          DRAWS_PER_SECOND,
          SCORED_ROWS,
          LOG_PREDICTIVE_DENSITY,
          CRPS,
          MEAN_ABSOLUTE_ERROR,
          ROOT_MEAN_SQUARED_ERROR,
          COVERAGE_50,
          COVERAGE_90,
          INTERVALS,
          COVERED_50,
          COVERED_90,
          ACCURACY,
          BRIER_SCORE,
          EXPECTED_CALIBRATION_ERROR);

  private final MeterView draws;
  private final Counter intervals;
  private final Counter covered50;
  private final Counter covered90;
  private volatile DiagnosticsReport newest;
  private volatile double essPerDraw = Double.NaN;

  public DiagnosticsMetrics(MetricGroup operatorGroup) {
    super(operatorGroup, "diagnostics");
    gauge(RHAT, DiagnosticsReport::rhat);
    gauge(ESS, DiagnosticsReport::ess);
    gauge(SCORED_ROWS, DiagnosticsReport::scoredRows);
    gauge(LOG_PREDICTIVE_DENSITY, DiagnosticsReport::logPredictiveDensity);
    gauge(CRPS, DiagnosticsReport::crps);
    gauge(MEAN_ABSOLUTE_ERROR, DiagnosticsReport::meanAbsoluteError);
    gauge(ROOT_MEAN_SQUARED_ERROR, DiagnosticsReport::rootMeanSquaredError);
    gauge(COVERAGE_50, DiagnosticsReport::coverage50);
    gauge(COVERAGE_90, DiagnosticsReport::coverage90);
    gauge(ACCURACY, DiagnosticsReport::accuracy);
    gauge(BRIER_SCORE, DiagnosticsReport::brierScore);
    gauge(EXPECTED_CALIBRATION_ERROR, DiagnosticsReport::expectedCalibrationError);
    intervals = scope().counter(INTERVALS);
    covered50 = scope().counter(COVERED_50);
    covered90 = scope().counter(COVERED_90);
    draws = scope().meter(DRAWS_PER_SECOND);
    scope().gauge(ESS_PER_SECOND, () -> essPerDraw * draws.getRate());
  }

  private void gauge(Metric metric, ToDoubleFunction<DiagnosticsReport> value) {
    scope().gauge(metric, () -> newest, value);
  }

  /** A draw came from a chain that samples. */
  void drew() {
    draws.markEvent();
  }

  /**
   * Predictions were scored; those of classes have no intervals. A target counts in part where it
   * is a count: it is the sums that are rounded, so that no part is lost.
   */
  public void scored(PredictiveScores before, PredictiveScores now) {
    if (!Double.isNaN(now.covered90())) {
      intervals.inc(now.rows() - before.rows());
      covered50.inc(Math.round(now.covered50()) - Math.round(before.covered50()));
      covered90.inc(Math.round(now.covered90()) - Math.round(before.covered90()));
    }
  }

  /**
   * @param draws number of draws, of all chains, behind the effective sample size
   */
  public void report(DiagnosticsReport report, int draws) {
    newest = report;
    essPerDraw = report.ess() / draws;
  }
}
