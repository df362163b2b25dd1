package org.smilestream.job.bench.latency;

import java.util.concurrent.TimeUnit;

/** Turns at a fixed rate. A late turn moves none of those that follow. */
final class Pace {
  private final long start = System.nanoTime();
  private final double perSecond;

  Pace(double perSecond) {
    this.perSecond = perSecond;
  }

  /**
   * Waits until it is somebody's turn.
   *
   * @param turn from 0
   * @return when the turn was due, by {@link System#nanoTime}, even if that has passed
   */
  long await(long turn) throws InterruptedException {
    long due = start + (long) (turn * 1e9 / perSecond);
    TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    return due;
  }
}
