package org.smilestream.operators.keyed;

import java.util.ArrayList;
import java.util.List;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;
import org.smilestream.model.Likelihood;
import org.smilestream.operators.order.LearnedTarget;
import org.smilestream.operators.order.ScalerFit;

/**
 * Encodes the rows of one key: with its dictionaries, and in the units of its scaler once that is
 * frozen. Until then the scaler follows the rows, which are kept unscaled.
 */
final class KeyedEncoding {
  private final KeyedModelSettings settings;
  private final HeapDictionaries dictionaries;
  private final List<EncodedRow> warmUp;

  /** Null while it follows the rows. */
  private Scaler frozen;

  private KeyedEncoding(
      KeyedModelSettings settings, String[][] categories, List<EncodedRow> warmUp, Scaler frozen) {
    this.settings = settings;
    dictionaries = new HeapDictionaries(settings.slots(), categories);
    this.warmUp = new ArrayList<>(warmUp);
    this.frozen = frozen;
  }

  /** That of a key which has not brought a row yet. */
  static KeyedEncoding start(KeyedModelSettings settings) {
    return new KeyedEncoding(settings, new String[0][], List.of(), null);
  }

  static KeyedEncoding restore(KeyedModelSettings settings, KeyedModelState saved) {
    return new KeyedEncoding(settings, saved.categories(), saved.warmUp(), saved.scaler());
  }

  /** Whether the scaler follows the rows no more. */
  boolean isFrozen() {
    return frozen != null;
  }

  /** The scaler, as it is frozen or of the rows so far; null before the first. */
  Scaler scaler() {
    if (isFrozen()) {
      return frozen;
    }
    return warmUp.isEmpty() ? null : fit(0);
  }

  /** The scaler; null while it follows the rows. */
  Scaler frozen() {
    return frozen;
  }

  /** The rows so far, unscaled, while the scaler follows them; else empty. */
  List<EncodedRow> warmUp() {
    return warmUp;
  }

  /** The categories of each column, in the order of their slots from 1 on. */
  String[][] categories() {
    return dictionaries.categories();
  }

  /** Encodes a row that is not learned from. */
  EncodedRow request(Row row) {
    return encode(-1, row, dictionaries.encode(row.categorical()), Double.NaN);
  }

  /** Encodes the next row of the key, whose categories are remembered. */
  EncodedRow next(long sequence, Row row) {
    return encode(sequence, row, dictionaries.learn(row.categorical()), row.target());
  }

  private EncodedRow encode(long sequence, Row row, int[] categories, double target) {
    EncodedRow unscaled = EncodedRow.unscaled(sequence, row, categories, target);
    return isFrozen() ? scale(unscaled) : unscaled;
  }

  /**
   * Lets the scaler follow a row. With the last of the warm-up rows it is frozen.
   *
   * @return then all rows so far, scaled; else empty
   */
  List<EncodedRow> follow(EncodedRow unscaled) {
    warmUp.add(unscaled);
    if (warmUp.size() < settings.learner().warmUpRows()) {
      return List.of();
    }
    frozen = fit(1);
    List<EncodedRow> scaled = warmUp.stream().map(this::scale).toList();
    warmUp.clear();
    return scaled;
  }

  private Scaler fit(int version) {
    return ScalerFit.of(warmUp, version, settings.spec().likelihood() != Likelihood.CATEGORICAL);
  }

  /** Features are rounded to float32: that is how the window keeps them in state. */
  private EncodedRow scale(EncodedRow unscaled) {
    double[] numeric = frozen.scale(unscaled.numeric());
    for (int i = 0; i < numeric.length; i++) {
      numeric[i] = (float) numeric[i];
    }
    return unscaled.scaled(
        numeric,
        LearnedTarget.of(settings.spec()).value(unscaled.rawTarget(), frozen),
        frozen.version());
  }
}
