package org.smilestream.operators.prediction;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;
import org.smilestream.operators.metrics.Metric;
import org.smilestream.operators.metrics.OperatorMetrics;
import org.smilestream.posterior.AdaptiveConformal;

/** The metrics of the prediction operator, under {@code ….predictions.}. */
public final class PredictionMetrics extends OperatorMetrics {
  static final Metric OBSERVATIONS =
      Metric.counter("observations", "rows", "predictions of observations", "grows");
  static final Metric REQUESTS = Metric.counter("requests", "rows", "answers to requests", "grows");
  static final Metric PREDICTIONS_PER_SECOND =
      Metric.meter("predictionsPerSecond", "rows/s", "both together", "the rate of the input");
  static final Metric WAITING_ROWS =
      Metric.gauge(
          "waitingRows",
          "rows",
          "backlog: observations that wait for the samples from the rows before them",
          "does not grow for minutes");
  static final Metric SAMPLES =
      Metric.gauge(
          "samples",
          "samples",
          "samples behind the newest prediction",
          "`chains.count` · `prediction.samples-per-chain`, after a while");
  static final Metric STANDARD_DEVIATION =
      Metric.gauge(
          "standardDeviation", "units of the target", "of the newest prediction", "no jumps");
  static final Metric LOG_DENSITY =
      Metric.gauge("logDensity", "nats", "of the newest prediction", "see the mean");
  static final Metric POSTERIOR_AGE =
      Metric.gauge(
          "posteriorAge",
          "ms of event time",
          "time of the newest prediction's row less that of the last row that its newest sample has"
              + " learned from",
          "some rounds of rows; does not grow for minutes");
  static final Metric POSTERIOR_SILENCE =
      Metric.gauge(
          "posteriorSilence",
          "ms",
          "time since a sample came; NaN before the first",
          "below a minute while rows come");
  static final Metric OBSERVATION_LATENCY =
      Metric.histogram(
          "observationLatency",
          "ms",
          "from the arrival of an observation in Kafka to its prediction",
          "`stream.max-out-of-orderness` and a second; p99 below ten");
  static final Metric REQUEST_LATENCY =
      Metric.histogram(
          "requestLatency",
          "ms",
          "from the arrival of a request in Kafka to its answer, which exactly-once delivery shows at"
              + " the next checkpoint",
          "p99 below 50");
  static final Metric RECORD_TIME_LATENCY =
      Metric.histogram(
          "recordTimeLatency",
          "ms",
          "from the event time of a row to its prediction",
          "`observationLatency` and what the row took to get to Kafka; meaningless in a replay");

  static final Metric RECALIBRATED_COVERAGE_90 =
      Metric.gauge(
          "recalibratedCoverage90",
          "1",
          "share of the targets so far within the recalibrated 90 % interval, with"
              + " [`prediction.recalibration`](concepts.md#recalibrated-intervals)",
          "0.9 after some thousand rows");
  static final Metric RECALIBRATED_COVERAGE_50 =
      Metric.gauge(
          "recalibratedCoverage50",
          "1",
          "the same for the 50 % interval",
          "0.5 after some thousand rows");
  static final Metric ALPHA_90 =
      Metric.gauge(
          "alpha90",
          "1",
          "α_t, the share that the predictive distribution at present leaves outside the recalibrated"
              + " 90 % interval",
          "near 0.1 where the distributions mean what they say; not below 0 for long: then the"
              + " widest interval misses too often");
  static final Metric ALPHA_50 =
      Metric.gauge("alpha50", "1", "the same for the 50 % interval", "near 0.5");

  public static final List<Metric> ALL =
      List.of(
          OBSERVATIONS,
          REQUESTS,
          PREDICTIONS_PER_SECOND,
          WAITING_ROWS,
          SAMPLES,
          STANDARD_DEVIATION,
          LOG_DENSITY,
          POSTERIOR_AGE,
          POSTERIOR_SILENCE,
          OBSERVATION_LATENCY,
          REQUEST_LATENCY,
          RECORD_TIME_LATENCY,
          RECALIBRATED_COVERAGE_90,
          RECALIBRATED_COVERAGE_50,
          ALPHA_90,
          ALPHA_50);

  private final Counter observations;
  private final Counter requests;
  private final MeterView rate;
  private final Histogram observationLatency;
  private final Histogram requestLatency;
  private final Histogram recordTimeLatency;
  private final Map<Long, Long> arrivals = new HashMap<>();
  private volatile Prediction newest;
  private volatile long newestSample;
  private volatile AdaptiveConformal recalibration;

  PredictionMetrics(MetricGroup operatorGroup, IntSupplier waitingRows) {
    super(operatorGroup, "predictions");
    observations = scope().counter(OBSERVATIONS);
    requests = scope().counter(REQUESTS);
    rate = scope().meter(PREDICTIONS_PER_SECOND);
    scope().gauge(WAITING_ROWS, waitingRows::getAsInt);
    scope().gauge(SAMPLES, () -> newest == null ? 0 : newest.provenance().samples());
    scope()
        .gauge(
            STANDARD_DEVIATION,
            () ->
                newest == null || newest.number() == null
                    ? Double.NaN
                    : newest.number().standardDeviation());
    scope().gauge(LOG_DENSITY, () -> newest == null ? Double.NaN : newest.score().logDensity());
    scope()
        .gauge(
            POSTERIOR_AGE,
            () ->
                newest == null || newest.provenance().samples() == 0
                    ? Double.NaN
                    : newest.provenance().newestAge());
    scope()
        .gauge(
            POSTERIOR_SILENCE,
            () -> newestSample == 0 ? Double.NaN : System.currentTimeMillis() - newestSample);
    observationLatency = scope().histogram(OBSERVATION_LATENCY);
    requestLatency = scope().histogram(REQUEST_LATENCY);
    recordTimeLatency = scope().histogram(RECORD_TIME_LATENCY);
    recalibrated(RECALIBRATED_COVERAGE_90, AdaptiveConformal::coverage90);
    recalibrated(RECALIBRATED_COVERAGE_50, AdaptiveConformal::coverage50);
    recalibrated(ALPHA_90, AdaptiveConformal::alpha90);
    recalibrated(ALPHA_50, AdaptiveConformal::alpha50);
  }

  private void recalibrated(Metric metric, ToDoubleFunction<AdaptiveConformal> value) {
    scope().gauge(metric, () -> recalibration, value);
  }

  /** An observation begins to wait. */
  void waits(long sequence, long arrival) {
    if (arrival != Row.UNKNOWN) {
      arrivals.put(sequence, arrival);
    }
  }

  /** A sample came. */
  void taught() {
    newestSample = System.currentTimeMillis();
  }

  /** What recalibration has learned so far. */
  void recalibrated(AdaptiveConformal newest) {
    recalibration = newest;
  }

  /** A prediction of an observation that may have waited. */
  void report(Prediction prediction) {
    Long arrival = arrivals.remove(prediction.sequence());
    report(prediction, observations, observationLatency, arrival == null ? Row.UNKNOWN : arrival);
  }

  /** The answer to a request. */
  void answered(Prediction prediction, long arrival) {
    report(prediction, requests, requestLatency, arrival);
  }

  private void report(Prediction prediction, Counter kind, Histogram latency, long arrival) {
    newest = prediction;
    kind.inc();
    rate.markEvent();
    long now = System.currentTimeMillis();
    recordTimeLatency.update(now - prediction.eventTime());
    if (arrival != Row.UNKNOWN) {
      latency.update(now - arrival);
    }
  }
}
