package org.smilestream.job.watch;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Provenance;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;

/** What the topic {@code posterior} has brought of a model: what it is, and the newest samples. */
final class SampleHistory {
  /** Older samples go when the positions take more. */
  static final long MOST_BYTES = 64L << 20;

  /** Of a category that has no slot. */
  private static final int OTHER = 0;

  private final Map<Integer, TreeMap<Long, PosteriorSample>> chains = new TreeMap<>();
  private final Deque<PosteriorSample> byAge = new ArrayDeque<>();
  private final Map<Integer, Scaler> scalers = new HashMap<>();
  private final Map<Category, Slot> slots = new HashMap<>();
  private ModelDescription model;
  private long bytes;

  private record Category(int column, String name) {}

  private record Slot(int slot, long sequence) {}

  /**
   * @throws IOException if the record is none of the topic's
   */
  void add(byte[] value) throws IOException {
    ModelDescription.read(value).ifPresent(read -> model = read);
    KnowledgeUpdate update = ModelDescription.update(value);
    if (update.sample() != null) {
      add(update.sample());
    } else if (update.scaler() != null) {
      scalers.put(update.scaler().version(), update.scaler());
    } else {
      slots.put(
          new Category(update.entry().column(), update.entry().category()),
          new Slot(update.entry().slot(), update.sequence()));
    }
  }

  private void add(PosteriorSample sample) {
    chains.computeIfAbsent(sample.chain(), chain -> new TreeMap<>()).put(sample.step(), sample);
    byAge.addLast(sample);
    bytes += bytes(sample);
    while (bytes > MOST_BYTES) {
      PosteriorSample oldest = byAge.removeFirst();
      bytes -= bytes(oldest);
      chains.get(oldest.chain()).remove(oldest.step(), oldest);
    }
  }

  private static long bytes(PosteriorSample sample) {
    return (long) Float.BYTES * sample.position().length;
  }

  /** Empty before the scaler is frozen. */
  Optional<ModelDescription> model() {
    return Optional.ofNullable(model);
  }

  /**
   * The samples that a prediction was made with, as far as they are still here: of each chain the
   * newest that had not learned from the row, and for the answer to a request those that were there
   * when it was made.
   */
  List<PosteriorSample> behind(Prediction prediction) {
    Provenance provenance = prediction.provenance();
    if (provenance.samples() == 0) {
      return List.of();
    }
    int ofAChain = (provenance.samples() + provenance.chains() - 1) / provenance.chains();
    List<PosteriorSample> behind = new ArrayList<>();
    for (NavigableMap<Long, PosteriorSample> chain : chains.values()) {
      chain.descendingMap().values().stream()
          .filter(sample -> sample.position().length == model.spec().dimension())
          .filter(sample -> cameBefore(sample, prediction))
          .limit(ofAChain)
          .forEach(behind::add);
    }
    return behind;
  }

  private static boolean cameBefore(PosteriorSample sample, Prediction prediction) {
    return prediction.sequence() < 0
        ? sample.step() <= prediction.provenance().newestStep()
        : sample.lastSequence() < prediction.sequence();
  }

  /**
   * The row of a prediction in the model's units, as the job has encoded it; empty if its scaler is
   * not known.
   *
   * @param target what happened, a class by its number; NaN where that is not known
   */
  Optional<EncodedRow> encode(Row row, Prediction prediction, double target) {
    Scaler scaler = scalers.get(prediction.provenance().scalerVersion());
    if (scaler == null) {
      return Optional.empty();
    }
    long until = prediction.sequence() < 0 ? Long.MAX_VALUE : prediction.sequence();
    int[] categories = new int[row.categorical().length];
    for (int column = 0; column < categories.length; column++) {
      Slot slot = slots.get(new Category(column, row.categorical()[column]));
      categories[column] = slot == null || slot.sequence() > until ? OTHER : slot.slot();
    }
    return Optional.of(
        new EncodedRow(
            prediction.sequence(),
            row.id(),
            row.eventTime(),
            scaler.scale(row.numeric()),
            categories,
            Double.NaN,
            target,
            scaler.version()));
  }

  /** The scaler that a prediction was made with. */
  Scaler scaler(Prediction prediction) {
    return scalers.get(prediction.provenance().scalerVersion());
  }
}
