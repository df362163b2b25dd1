package org.smilestream.job.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** While open: Ctrl-C stops the work and then waits until what is finished has been reported. */
public final class Interruption implements AutoCloseable {
  private static final int SECONDS_TO_REPORT = 20;

  private final CountDownLatch reported = new CountDownLatch(1);
  private final Thread hook;

  /**
   * @param stop ends the work soon; called by another thread
   */
  public Interruption(Runnable stop) {
    hook =
        new Thread(
            () -> {
              stop.run();
              await();
            },
            "bench-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void await() {
    try {
      reported.await(SECONDS_TO_REPORT, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    reported.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is shutting down: the hook runs already, and ends now.
      return;
    }
  }
}
