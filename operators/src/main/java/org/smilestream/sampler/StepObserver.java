package org.smilestream.sampler;

/** Follows the chains of a group while they move. */
@FunctionalInterface
public interface StepObserver {

  /** Looks away. */
  StepObserver NONE = (index, state, info) -> {};

  /**
   * Called after each step of a chain by the thread that made it: steps of one chain in their
   * order, those of different chains possibly at the same time.
   *
   * @param index of the chain within its group
   * @param state not to be changed; valid during the call
   * @param info valid during the call
   */
  void stepped(int index, ChainState state, StepInfo info);
}
