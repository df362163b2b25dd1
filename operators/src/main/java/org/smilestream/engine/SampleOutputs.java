package org.smilestream.engine;

import java.util.Optional;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * The outputs of a network for some rows at many positions, in one pass. The same bits as {@link
 * org.smilestream.model.ForwardPass} gives for each of them. Owns scratch memory: one thread at a
 * time.
 */
public interface SampleOutputs {

  /** Number of positions that there is room for. */
  int capacity();

  /** Puts a position in a place, from 0 to {@link #capacity()} − 1. */
  void put(int place, float[] position);

  /**
   * Computes the outputs at the positions in all places; in one that nothing was put in, they mean
   * nothing.
   *
   * @param batch the rows, of which targets and weights are not read
   * @param outputs overwritten, [output][row][place]
   */
  void compute(Minibatch batch, double[][][] outputs);

  /** Memory of {@code capacity} positions, in bytes. */
  static long heapBytes(ModelSpec spec, int capacity) {
    return (long) Double.BYTES * spec.dimension() * capacity;
  }

  /** For {@code capacity} positions at least; empty where the JVM has no Vector API. */
  static Optional<SampleOutputs> create(ModelSpec spec, int capacity) {
    return VectorApi.isPresent()
        ? Optional.of(new VectorSampleOutputs(spec, capacity))
        : Optional.empty();
  }
}
