package org.smilestream.learner;

import org.smilestream.model.Minibatch;

/** Rows that minibatches are made of, by their numbers from 0. */
public interface Rows {

  /** Fills a minibatch with the rows of {@code numbers[from … to)}; likelihood weight 1. */
  void gather(int[] numbers, int from, int to, Minibatch batch);
}
