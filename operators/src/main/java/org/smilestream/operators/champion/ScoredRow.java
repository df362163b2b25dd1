package org.smilestream.operators.champion;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The log predictive densities that models gave to one row. */
public final class ScoredRow {

  /** What tells a row from others, whichever model has read it. */
  public record Key(String id, long eventTime) {}

  private final Key key;
  private final Map<String, Double> scores;

  public ScoredRow(Key key) {
    this(key, Map.of());
  }

  /**
   * @param scores by the model's name; NaN where a model's prediction is not to be compared
   */
  public ScoredRow(Key key, Map<String, Double> scores) {
    this.key = key;
    this.scores = new TreeMap<>(scores);
  }

  Key key() {
    return key;
  }

  Map<String, Double> scores() {
    return scores;
  }

  boolean has(String model) {
    return scores.containsKey(model);
  }

  double score(String model) {
    return scores.get(model);
  }

  public void put(String model, double logDensity) {
    scores.put(model, logDensity);
  }

  int size() {
    return scores.size();
  }

  /** The row without the scores of other models. */
  ScoredRow ofModels(Collection<String> models) {
    ScoredRow row = copy();
    row.scores.keySet().retainAll(models);
    return row;
  }

  ScoredRow copy() {
    return new ScoredRow(key, scores);
  }
}
