package org.smilestream.job.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.JobStatus;

/**
 * Flink's REST API, as far as it is needed here. Every method throws a {@link ClusterException}
 * with one sentence if the cluster does not answer or refuses.
 */
public final class FlinkRest {

  /** A job as the cluster lists it. */
  public record Job(String id, String name, JobStatus status) {}

  /** Number of slots of all registered TaskManagers together. */
  public record Slots(int taskManagers, int total, int free) {}

  public FlinkRest(URI address) {
    throw new UnsupportedOperationException("not yet");
  }

  public Slots slots() throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /** All jobs that the cluster knows, ended ones too. */
  public List<Job> jobs() throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  public JobStatus status(String job) throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Waits for one of these states; a cluster that does not answer meanwhile may come back.
   *
   * @throws ClusterException if the job ends in another state, or the time is over
   */
  public JobStatus await(String job, Set<JobStatus> states, Duration timeout)
      throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Whether all tasks of the job run. {@code RUNNING} is a job with tasks that wait for slots too.
   */
  public boolean allTasksRun(String job) throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /** How often the job was restarted since its JobManager took it over. */
  public long restarts(String job) throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /** When the newest completed checkpoint was begun; empty if there is none yet. */
  public Optional<java.time.Instant> newestCheckpoint(String job) throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /** Number of completed checkpoints since its JobManager took the job over. */
  public long completedCheckpoints(String job) throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Takes a savepoint while the job goes on.
   *
   * @param directory URI of the folder; the cluster's own if empty
   * @return its path
   */
  public String savepoint(String job, Optional<String> directory, Duration timeout)
      throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Ends the job with a savepoint.
   *
   * @param drain whether the stream is brought to its end: waiting rows are released, and the job
   *     must not go on from the savepoint
   * @return its path
   */
  public String stop(String job, boolean drain, Optional<String> directory, Duration timeout)
      throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /** Ends the job; its checkpoints are kept. */
  public void cancel(String job) throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /** The cluster's own configuration: option by option. */
  public java.util.Map<String, String> configuration() throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }
}
