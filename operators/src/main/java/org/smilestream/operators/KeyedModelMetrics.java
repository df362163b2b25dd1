package org.smilestream.operators;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.data.Prediction;
import org.smilestream.data.TunerStatistics;

/** The metrics of the operator with the models of all keys, under {@code ….keys.}. */
final class KeyedModelMetrics {
  static final String OBSERVATIONS = "observations";
  static final String REQUESTS = "requests";
  static final String MODELS = "models";
  static final String MODELS_AT_HAND = "modelsAtHand";
  static final String HEAP_BYTES = "heapBytes";
  static final String CREATED = "created";
  static final String EXPIRED = "expired";
  static final String LOADED = "loaded";
  static final String REFUSED_ROWS = "refusedRows";
  static final String ROUNDS = "rounds";
  static final String DIVERGENCES = "divergences";

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
    MetricGroup metrics = operatorGroup.addGroup("keys");
    metrics.gauge(MODELS, models::getAsInt);
    metrics.gauge(MODELS_AT_HAND, atHand::getAsInt);
    metrics.gauge(HEAP_BYTES, heapBytes::getAsLong);
    observations = metrics.counter(OBSERVATIONS);
    requests = metrics.counter(REQUESTS);
    created = metrics.counter(CREATED);
    expired = metrics.counter(EXPIRED);
    loaded = metrics.counter(LOADED);
    refusedRows = metrics.counter(REFUSED_ROWS);
    rounds = metrics.counter(ROUNDS);
    divergences = metrics.counter(DIVERGENCES);
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
