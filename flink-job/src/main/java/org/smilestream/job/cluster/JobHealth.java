package org.smilestream.job.cluster;

import java.util.Optional;
import org.apache.flink.api.common.JobStatus;

/**
 * How a job stands, for whoever runs it.
 *
 * @param freeSlots of the cluster
 * @param restarts see {@link FlinkRest#restarts}
 * @param failure what the newest failure came from
 */
record JobHealth(FlinkRest.Tasks tasks, int freeSlots, long restarts, Optional<String> failure) {

  /** What Flink calls it when a job has waited for slots in vain, and begins to wait again. */
  private static final String NO_SLOTS = "NoResourceAvailableException";

  /**
   * Asks the cluster.
   *
   * @throws ClusterException if it does not answer or does not know the job
   */
  static JobHealth of(String job, FlinkRest rest) throws InterruptedException {
    return new JobHealth(
        rest.tasks(job), rest.slots().free(), rest.restarts(job), rest.newestFailure(job));
  }

  JobStatus status() {
    return tasks.status();
  }

  /** Whether all its tasks run. */
  boolean allRun() {
    return status() == JobStatus.RUNNING && tasks.running() == tasks.total();
  }

  private boolean waitsForSlots() {
    boolean none =
        tasks.waiting() == tasks.total()
            || tasks.running() == 0 && failure.filter(each -> each.contains(NO_SLOTS)).isPresent();
    return none && !status().isGloballyTerminalState() && tasks.neededSlots() > freeSlots;
  }

  /** Its tasks and restarts, or what it waits for. */
  String inWords() {
    String how =
        waitsForSlots()
            ? "waits for slots: needs %d, %d free".formatted(tasks.neededSlots(), freeSlots)
            : "%d of %d tasks run".formatted(tasks.running(), tasks.total());
    return restarts == 0
        ? how
        : "%s, %d %s".formatted(how, restarts, restarts == 1 ? "restart" : "restarts");
  }
}
