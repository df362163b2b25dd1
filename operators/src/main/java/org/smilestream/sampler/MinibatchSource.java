package org.smilestream.sampler;

import org.smilestream.model.Minibatch;

/** Where the chains' minibatches come from. */
@FunctionalInterface
public interface MinibatchSource {

  /**
   * Fills {@code batch}, as a function of the chain and of the step that it is about to make (from
   * 0).
   */
  void fill(int chain, long step, Minibatch batch);
}
