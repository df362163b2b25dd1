package org.smilestream.job.cluster;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;

/** Waits until a job that was submitted runs, and says what it waits for. */
final class JobStart {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Before that nothing is said, and later not more often. */
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(10);

  private static final String RESTARTING = "; it restarts: ";

  private final FlinkRest rest;
  private final Duration patience;
  private final Duration betweenWords;
  private final Consumer<String> progress;
  private long spoken = System.nanoTime();

  /**
   * @param progress is told what the job waits for, a line each time
   */
  JobStart(FlinkRest rest, Consumer<String> progress) {
    this(rest, PATIENCE, BETWEEN_WORDS, progress);
  }

  JobStart(FlinkRest rest, Duration patience, Duration betweenWords, Consumer<String> progress) {
    this.rest = rest;
    this.patience = patience;
    this.betweenWords = betweenWords;
    this.progress = progress;
  }

  /**
   * Waits until all tasks of the job run, or for a minute: it may wait for slots that are to come.
   *
   * @throws ClusterException in one sentence that names the root cause, if the job fails
   */
  void await(String job) throws InterruptedException {
    String[] seen = {"the cluster does not say how it stands"};
    if (!Waiting.until(patience, () -> hasStarted(job, seen))) {
      progress.accept(
          "the job does not run after %d s: %s ('cluster status' shows how it goes on)"
              .formatted(patience.toSeconds(), seen[0]));
    }
  }

  private boolean hasStarted(String job, String[] seen) throws InterruptedException {
    JobHealth health;
    try {
      health = JobHealth.of(job, rest);
    } catch (ClusterException e) {
      // Its JobManager may be about to take the job over.
      seen[0] = e.getMessage();
      return false;
    }
    if (health.status() == JobStatus.FAILED) {
      throw new ClusterException(
          "job %s has failed: %s".formatted(job, health.failure().orElse("Flink gives no reason")));
    }
    if (health.allRun() || health.status().isGloballyTerminalState()) {
      return true;
    }
    seen[0] = health.inWords() + health.failure().map(RESTARTING::concat).orElse("");
    if (System.nanoTime() - spoken >= betweenWords.toNanos()) {
      progress.accept("the job does not run yet: " + seen[0]);
      spoken = System.nanoTime();
    }
    return false;
  }
}
