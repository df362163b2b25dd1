package org.smilestream.sampler;

import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/**
 * A Markov chain Monte Carlo sampler. An instance owns scratch memory: it belongs to one thread at
 * a time.
 */
public interface Sampler {

  /** The state of a chain that starts at {@code position}, which is copied. */
  ChainState start(double[] position);

  /**
   * The state of a chain that goes on from another {@code position}, which is copied: numbers of
   * steps, rejections and reseeds continue, the step size stays, everything else starts anew but
   * for what a sampler says.
   */
  default ChainState restart(ChainState before, double[] position) {
    ChainState state = start(position);
    state.step = before.step;
    state.startStep = before.step;
    state.rejections = before.rejections;
    state.reseeds = before.reseeds;
    state.stepSize = before.stepSize;
    return state;
  }

  /**
   * The state of a new chain that starts beside {@code neighbour}: at its position, with its step
   * size and its number of steps, so that the two move in step, and otherwise as at a restart.
   */
  default ChainState branch(ChainState neighbour) {
    ChainState state = restart(neighbour, neighbour.position);
    state.rejections = 0;
    state.reseeds = 0;
    return state;
  }

  /**
   * One step. A function of its first three arguments: {@code current} and {@code batch} are read
   * only, {@code next} and {@code info} are overwritten. Allocates nothing.
   *
   * @param chain number of the chain, for samplers that draw random numbers of their own
   * @param next must not be {@code current}
   */
  void step(
      StochasticLogDensity density,
      ChainState current,
      Minibatch batch,
      int chain,
      ChainState next,
      StepInfo info);

  /**
   * Whether the position of {@code state} counts as a sample of the posterior. Chains of the same
   * age give the same answer.
   */
  default boolean collects(ChainState state) {
    return true;
  }

  /**
   * The chains of a group share what they learned after steps whose number is a multiple of this
   * one: between these they may be advanced apart from each other.
   */
  default int sharingInterval() {
    return Integer.MAX_VALUE;
  }

  /**
   * Called after all chains of a group have made the same step, at the least after those that
   * {@link #sharingInterval} names, so that they can share what they learned from it.
   *
   * @param states the states after the step, changed in place
   */
  default void share(ChainState[] states, StepInfo[] infos) {}
}
