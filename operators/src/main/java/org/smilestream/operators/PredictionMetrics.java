package org.smilestream.operators;

import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.data.Prediction;

/** The metrics of the prediction operator, under {@code ….predictions.}. */
final class PredictionMetrics {
  static final String OBSERVATIONS = "observations";
  static final String REQUESTS = "requests";
  static final String WAITING_ROWS = "waitingRows";
  static final String SAMPLES = "samples";
  static final String STANDARD_DEVIATION = "standardDeviation";
  static final String LOG_DENSITY = "logDensity";

  private final Counter observations;
  private final Counter requests;
  private volatile Prediction newest;

  PredictionMetrics(MetricGroup operatorGroup, IntSupplier waitingRows) {
    MetricGroup metrics = operatorGroup.addGroup("predictions");
    observations = metrics.counter(OBSERVATIONS);
    requests = metrics.counter(REQUESTS);
    metrics.gauge(WAITING_ROWS, waitingRows::getAsInt);
    metrics.gauge(SAMPLES, () -> newest == null ? 0 : newest.samples());
    metrics.gauge(
        STANDARD_DEVIATION, () -> newest == null ? Double.NaN : newest.standardDeviation());
    metrics.gauge(LOG_DENSITY, () -> newest == null ? Double.NaN : newest.logDensity());
  }

  void report(Prediction prediction) {
    newest = prediction;
    (prediction.sequence() < 0 ? requests : observations).inc();
  }
}
