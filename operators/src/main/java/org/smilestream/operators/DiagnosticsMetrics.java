package org.smilestream.operators;

import java.util.function.ToDoubleFunction;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.data.DiagnosticsReport;

/**
 * The metrics of the diagnostics operator, under {@code ….diagnostics.}; NaN before the first
 * report.
 */
final class DiagnosticsMetrics {
  static final String RHAT = "rhat";
  static final String ESS = "ess";
  static final String SCORED_ROWS = "scoredRows";
  static final String LOG_PREDICTIVE_DENSITY = "logPredictiveDensity";
  static final String CRPS = "crps";
  static final String MEAN_ABSOLUTE_ERROR = "meanAbsoluteError";
  static final String ROOT_MEAN_SQUARED_ERROR = "rootMeanSquaredError";
  static final String COVERAGE_50 = "coverage50";
  static final String COVERAGE_90 = "coverage90";
  static final String ACCURACY = "accuracy";
  static final String BRIER_SCORE = "brierScore";
  static final String EXPECTED_CALIBRATION_ERROR = "expectedCalibrationError";

  private final MetricGroup metrics;
  private volatile DiagnosticsReport newest;

  DiagnosticsMetrics(MetricGroup operatorGroup) {
    metrics = operatorGroup.addGroup("diagnostics");
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
  }

  private void gauge(String name, ToDoubleFunction<DiagnosticsReport> value) {
    metrics.gauge(name, () -> newest == null ? Double.NaN : value.applyAsDouble(newest));
  }

  void report(DiagnosticsReport report) {
    newest = report;
  }
}
