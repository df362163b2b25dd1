package org.smilestream.sampler;

/**
 * Chooses the step size and guards against steps that went wrong. Pure: all its memory is in the
 * chain's state.
 */
interface Tuner {

  /**
   * Whether the step that follows {@code current} is to start from a fresh gradient on its own
   * minibatch.
   */
  boolean probes(ChainState current);

  /** The error of ΔE at a probe, in a posterior of d dimensions, that does no harm. */
  default double tolerance(int dimension) {
    return Double.POSITIVE_INFINITY;
  }

  /**
   * Judges a step: sets {@code info.rejected}, and the step size and the tuner's own numbers in
   * {@code next}.
   *
   * @param info of the step, complete but for the judgement
   */
  void judge(ChainState current, ChainState next, StepInfo info);

  /**
   * Whether a rejection restores everything, or (as published) keeps gradient and scale of the
   * proposal.
   */
  boolean rollsBackAll();

  /** See {@link Sampler#sharingInterval}. */
  default int sharingInterval() {
    return Integer.MAX_VALUE;
  }

  /** See {@link Sampler#share}. */
  default void share(ChainState[] states, StepInfo[] infos) {}
}
