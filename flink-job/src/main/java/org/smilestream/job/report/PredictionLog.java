package org.smilestream.job.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.smilestream.data.Prediction;

/**
 * The predictions of a run by their row, each with its score once that is known: a row whose label
 * comes late has two records, the second with the target. Belongs to one thread.
 */
public final class PredictionLog {
  private static final Comparator<Prediction> BY_ROW =
      Comparator.comparingLong(Prediction::eventTime)
          .thenComparing(Prediction::model)
          .thenComparingLong(Prediction::sequence);

  private final TreeMap<Prediction, Prediction> predictions = new TreeMap<>(BY_ROW);
  private long records;
  private Prediction newestScored;
  private String duplicate;

  /** Adds a record of an observation. */
  public void add(Prediction prediction) {
    records++;
    boolean scored = prediction.hasTarget();
    if (scored) {
      newestScored = prediction;
    }
    Prediction known = predictions.get(prediction);
    if (known != null && known.hasTarget() == scored && duplicate == null) {
      duplicate = prediction.id();
    }
    if (known == null || scored) {
      predictions.put(prediction, prediction);
    }
  }

  /** The predictions so far, in the order of the stream; at one event time model by model. */
  public List<Prediction> ordered() {
    return new ArrayList<>(predictions.values());
  }

  /** Number of rows that were predicted. */
  public int size() {
    return predictions.size();
  }

  /** Number of records: rows, and labels that came late. */
  public long records() {
    return records;
  }

  /** The prediction whose target became known last; null if there is none. */
  public Prediction newestScored() {
    return newestScored;
  }

  /** The first id of which a record came twice; null if there is none. */
  public String duplicate() {
    return duplicate;
  }
}
