package org.smilestream.sampler;

import org.smilestream.model.Minibatch;

/** Where the chains' minibatches come from. */
@FunctionalInterface
public interface MinibatchSource {

  /**
   * Fills {@code batch}, as a function of the chain and of the step that it is about to make (from
   * 0). Called by several threads at once where a group has several workers, for a chain always by
   * one of them.
   */
  void fill(int chain, long step, Minibatch batch);
}
