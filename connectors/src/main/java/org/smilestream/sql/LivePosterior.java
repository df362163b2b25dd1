package org.smilestream.sql;

import org.apache.flink.table.api.ValidationException;

/** A posterior that may change, as one task knows it. */
interface LivePosterior extends AutoCloseable {

  /**
   * Waits for the first posterior.
   *
   * @throws ValidationException in one sentence, if it is not clear which one is meant
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
