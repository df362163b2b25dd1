package org.smilestream.sampler;

/**
 * A number of chains that move in step. The seam for chains that live elsewhere than on the heap.
 */
public interface ChainGroup extends AutoCloseable {

  /** Number of chains. */
  int size();

  /**
   * Advances every chain.
   *
   * @param steps of each chain
   */
  void advance(int steps, MinibatchSource batches, StepObserver observer);

  /** Advances every chain by one step. */
  default void step(MinibatchSource batches) {
    advance(1, batches, StepObserver.NONE);
  }

  /** What happened to a chain in the last step. */
  StepInfo info(int index);

  /** The state of a chain. Not to be changed; valid until the next step. */
  ChainState state(int index);

  /**
   * The state of a chain but for its vectors, which may be those of an earlier step: for chains
   * that live elsewhere it is had for little.
   */
  default ChainState numbers(int index) {
    return state(index);
  }

  /** Whether a chain's position counts as a sample; see {@link Sampler#collects}. */
  boolean collects(int index);

  /** Puts a chain at {@code state}, which is copied. */
  void restore(int index, ChainState state);

  /** Puts a chain at another position; see {@link Sampler#restart}. */
  void restart(int index, double[] position);

  /** Starts a chain anew at another one's position; see {@link Sampler#branch}. */
  void branch(int index, int neighbour);

  /** Memory of the chains wherever they live, in bytes. */
  long stateBytes();

  /** Frees memory that the garbage collector does not. */
  @Override
  default void close() {}
}
