package org.smilestream.operators.keyed;

import java.io.Serializable;
import java.util.List;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.model.ModelSpec;
import org.smilestream.operators.chains.LearningLimits;

/**
 * What the models of all keys have in common.
 *
 * @param model name of them all; that of one key's is {@code model/key}
 * @param slots number of slots of each categorical column, that of "other" included
 * @param chains number of chains of each model
 * @param engine name of an engine, or {@link org.smilestream.engine.Engines#AUTO}
 * @param maxLag milliseconds from the arrival of the newest row that was read beyond which rounds
 *     are left out; {@link LearningLimits#UNLIMITED}: none is
 * @param idle milliseconds of event time without a row after which a model expires; {@link #NEVER}
 * @param maxKeys the most models that there can be at a time, see {@link KeyLimit}
 * @param heapBytes memory in bytes for the models that a task has at hand
 */
public record KeyedModelSettings(
    String model,
    ModelSpec spec,
    List<Integer> slots,
    LearnerSettings learner,
    int chains,
    String engine,
    long maxLag,
    long idle,
    int maxKeys,
    long heapBytes)
    implements Serializable {

  /** In place of a time: a model does not expire. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Vectors of length d that a sampler, its warm start and its integrator work with. */
  private static final int WORK_VECTORS = 12;

  private static final int VECTORS_OF_A_CHAIN = 5;
  private static final int BYTES_BESIDE_A_SAMPLE = 200;

  /** Of a row that is not saved yet, beside its columns. */
  private static final int BYTES_BESIDE_A_ROW = 150;

  private static final int BYTES_BESIDE_A_MODEL = 8 * 1024;

  public KeyedModelSettings {
    slots = List.copyOf(slots);
  }

  /** The name of the model of a key. */
  String nameOf(String key) {
    return model + "/" + key;
  }

  /** Whether models expire at all. */
  boolean expires() {
    return idle != NEVER;
  }

  /**
   * Event time at which a model expires if no further row comes.
   *
   * @param newest event time of its newest row
   */
  long expiry(long newest) {
    long expiry = newest + idle;
    return expiry < newest ? Long.MAX_VALUE : expiry;
  }

  /** Memory of one model with a full window and all its samples, in bytes, about. */
  public long bytesPerKey() {
    long dimension = spec.dimension();
    long row =
        (long) Double.BYTES * (spec.numericInputs() + 1)
            + (long) Integer.BYTES * spec.categorySlots().size();
    // Each chain has a state to read and one to write.
    long chain = 2L * Double.BYTES * VECTORS_OF_A_CHAIN * dimension;
    long sample = Float.BYTES * dimension + BYTES_BESIDE_A_SAMPLE;
    // A window keeps event times too, and weights where rows fade.
    return learner.memory().rows() * (row + 2L * Long.BYTES)
        + chains * (chain + learner.samplesPerChain() * sample)
        + 2L * learner.engineRows() * (row + Double.BYTES)
        + KeyedModels.MOST_UNSAVED_ROWS * (row + BYTES_BESIDE_A_ROW)
        + (long) Double.BYTES * WORK_VECTORS * dimension
        + BYTES_BESIDE_A_MODEL;
  }

  /** Number of models that a task has at hand, at least one. */
  int keysAtHand() {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, heapBytes / bytesPerKey()));
  }
}
