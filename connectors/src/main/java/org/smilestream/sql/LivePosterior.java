package org.smilestream.sql;

/** A posterior that may change, as one task knows it. */
interface LivePosterior extends AutoCloseable {

  /**
   * Waits for the first posterior.
   *
   * @throws IllegalStateException in one sentence, if none comes in time, or if it cannot be used
   */
  Known await() throws InterruptedException;

  /**
   * The newest one.
   *
   * @throws IllegalStateException in one sentence, if it cannot be followed any more
   */
  Known newest();

  @Override
  void close();
}
