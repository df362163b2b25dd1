package org.smilestream.job.cluster;

import java.time.Duration;

/** Waiting for what no event tells of. */
final class Waiting {
  private static final long PAUSE_MILLIS = 100;

  /** What is waited for. */
  interface Condition {
    boolean holds() throws InterruptedException;
  }

  private Waiting() {}

  /** Asks again and again; whether the answer was yes in time. */
  static boolean until(Duration timeout, Condition condition) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return true;
  }
}
