package org.smilestream.engine;

import org.smilestream.model.Minibatch;

/**
 * Computes the ℓ that a {@link org.smilestream.model.ModelSpec} defines, and the outputs of its
 * network. An engine owns scratch memory: it belongs to one thread at a time, and allocates nothing
 * once it is built.
 */
public interface LogDensityEngine extends StochasticLogDensity {

  /** The name by which the engine is chosen, for example {@code scalar}. */
  String name();

  /**
   * Computes the outputs of the network for every row of a minibatch; its targets and weights are
   * not read.
   *
   * @param position θ, length d
   * @param inputs the rows
   * @param outputs overwritten, [output][row]
   */
  void outputs(double[] position, Minibatch inputs, double[][] outputs);
}
