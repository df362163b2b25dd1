package org.smilestream.operators.prediction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;
import org.smilestream.operators.order.Dictionaries;
import org.smilestream.posterior.Ensemble;

/**
 * All that a prediction is made with, at one point of the stream: the scaler, the dictionaries and
 * the samples that came from the rows before it.
 */
public final class Knowledge {
  private final int categoricalColumns;
  private final Ensemble ensemble;
  private final List<Map<String, Integer>> dictionaries = new ArrayList<>();
  private Scaler scaler;

  /**
   * @param samplesPerChain how many samples are kept of each chain
   */
  public Knowledge(int categoricalColumns, int samplesPerChain) {
    this.categoricalColumns = categoricalColumns;
    ensemble = new Ensemble(samplesPerChain);
    for (int column = 0; column < categoricalColumns; column++) {
      dictionaries.add(new HashMap<>());
    }
  }

  /** Takes up what was learned: a sample, a scaler, or an entry of a dictionary. */
  public void apply(KnowledgeUpdate update) {
    if (update.sample() != null) {
      ensemble.add(update.sample());
    } else if (update.scaler() != null) {
      scaler = update.scaler();
    } else {
      DictionaryEntry entry = update.entry();
      dictionaries.get(entry.column()).put(entry.category(), entry.slot());
    }
  }

  /** The samples, those of each chain in the order in which they came. */
  public Ensemble ensemble() {
    return ensemble;
  }

  /** Null before the first row. */
  public Scaler scaler() {
    return scaler;
  }

  /** A request in the model's units; a category that has no slot is "other". */
  public EncodedRow encode(Row request) {
    int[] categories = new int[categoricalColumns];
    for (int column = 0; column < categoricalColumns; column++) {
      categories[column] =
          dictionaries.get(column).getOrDefault(request.categorical()[column], Dictionaries.OTHER);
    }
    double[] numeric = scaler == null ? request.numeric() : scaler.scale(request.numeric());
    return new EncodedRow(
        -1,
        request.id(),
        request.eventTime(),
        numeric,
        categories,
        Double.NaN,
        Double.NaN,
        scaler == null ? 0 : scaler.version());
  }

  /** Updates that make an empty knowledge equal to this one. */
  List<KnowledgeUpdate> toUpdates() {
    List<KnowledgeUpdate> updates = new ArrayList<>();
    if (scaler != null) {
      updates.add(KnowledgeUpdate.of(0, 0, scaler));
    }
    for (int column = 0; column < categoricalColumns; column++) {
      int at = column;
      dictionaries
          .get(column)
          .forEach(
              (category, slot) ->
                  updates.add(KnowledgeUpdate.of(0, 0, new DictionaryEntry(at, category, slot))));
    }
    // Within a chain in their order; the newest of all is the last one that is applied again.
    ensemble.samples().stream()
        .sorted(Comparator.comparing(sample -> sample.chain() == ensemble.newest().chain()))
        .forEach(sample -> updates.add(KnowledgeUpdate.of(sample)));
    return updates;
  }
}
