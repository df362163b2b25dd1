package org.smilestream.operators.keyed;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.data.Prediction;
import org.smilestream.data.TunerStatistics;
import org.smilestream.operators.metrics.Metric;
import org.smilestream.operators.metrics.OperatorMetrics;

/** The metrics of the operator with the models of all keys, under {@code ….keys.}. */
public final class KeyedModelMetrics extends OperatorMetrics {
  static final Metric MODELS =
      Metric.gauge("models", "models", "models of the task", "below its share of `model.max-keys`");
  static final Metric MODELS_AT_HAND =
      Metric.gauge(
          "modelsAtHand",
          "models",
          "those of them that are on the heap; the others are read from state when a row comes",
          "`models`, or as many as `model.key-memory` has room for");
  static final Metric HEAP_BYTES =
      Metric.gauge("heapBytes", "bytes", "what these take at the most", "below `model.key-memory`");
  static final Metric OBSERVATIONS =
      Metric.counter("observations", "rows", "predictions of observations", "grows");
  static final Metric REQUESTS = Metric.counter("requests", "rows", "answers to requests", "grows");
  static final Metric CREATED =
      Metric.counter("created", "models", "models of keys that are new", "as keys come");
  static final Metric EXPIRED =
      Metric.counter(
          "expired",
          "models",
          "models without a row for `model.key-idle`, or retired by a control record",
          "as keys go");
  static final Metric LOADED =
      Metric.counter(
          "loaded",
          "models",
          "models read from state because they were not on the heap",
          "grows far more slowly than `observations`; else raise `model.key-memory`");
  static final Metric REFUSED_ROWS =
      Metric.counter(
          "refusedRows",
          "rows",
          "rows of new keys for which there was no room, which became dead letters",
          "stands still; else raise `model.max-keys`");
  static final Metric ROUNDS = Metric.counter("rounds", "rounds", "rounds of all models", "grows");
  static final Metric DIVERGENCES =
      Metric.counter(
          "divergences",
          "steps",
          "steps of them whose energy error was not a finite number",
          "stands still");

  public static final List<Metric> ALL =
      List.of(
          MODELS,
          MODELS_AT_HAND,
          HEAP_BYTES,
          OBSERVATIONS,
          REQUESTS,
          CREATED,
          EXPIRED,
          LOADED,
          REFUSED_ROWS,
          ROUNDS,
          DIVERGENCES);

  private final Counter observations;
  private final Counter requests;
  private final Counter created;
  private final Counter expired;
  private final Counter loaded;
  private final Counter refusedRows;
  private final Counter rounds;
  private final Counter divergences;

  /**
   * @param models number of models of the task
   * @param atHand number of them that are on the heap
   * @param heapBytes about how much memory these have, at the most
   */
  KeyedModelMetrics(
      MetricGroup operatorGroup, IntSupplier models, IntSupplier atHand, LongSupplier heapBytes) {
    super(operatorGroup, "keys");
    scope().gauge(MODELS, models::getAsInt);
    scope().gauge(MODELS_AT_HAND, atHand::getAsInt);
    scope().gauge(HEAP_BYTES, heapBytes::getAsLong);
    observations = scope().counter(OBSERVATIONS);
    requests = scope().counter(REQUESTS);
    created = scope().counter(CREATED);
    expired = scope().counter(EXPIRED);
    loaded = scope().counter(LOADED);
    refusedRows = scope().counter(REFUSED_ROWS);
    rounds = scope().counter(ROUNDS);
    divergences = scope().counter(DIVERGENCES);
  }

  void report(Prediction prediction) {
    (prediction.sequence() < 0 ? requests : observations).inc();
  }

  void report(TunerStatistics round) {
    rounds.inc();
    for (long count : round.divergences()) {
      divergences.inc(count);
    }
  }

  void created() {
    created.inc();
  }

  void expired() {
    expired.inc();
  }

  /** A model was read from state because it was not at hand. */
  void loaded() {
    loaded.inc();
  }

  /** A row of a new key for which there was no room. */
  void refused() {
    refusedRows.inc();
  }
}
