package org.smilestream.job.cluster;

import java.util.List;
import java.util.stream.Collectors;

/** Which of a cluster's jobs is meant. */
final class JobChoice {
  private JobChoice() {}

  /**
   * The job with this id, or the only one.
   *
   * @param id null if the user has named none
   * @throws ClusterException in one sentence, if there is none or the user must choose
   */
  static String of(String id, FlinkRest rest) throws InterruptedException {
    List<FlinkRest.Job> running = rest.jobs().stream().filter(FlinkRest.Job::runs).toList();
    if (running.isEmpty()) {
      throw new ClusterException("no job runs at '" + rest.address() + "'");
    }
    if (id == null && running.size() == 1) {
      return running.get(0).id();
    }
    if (running.stream().anyMatch(job -> job.id().equals(id))) {
      return id;
    }
    throw new ClusterException(
        (id == null
                ? "option '--job' must name one of the jobs at '%s': %s"
                : "option '--job' cannot be '" + id + "': the jobs at '%s' are %s")
            .formatted(
                rest.address(),
                running.stream()
                    .map(job -> job.id() + " (" + job.name() + ")")
                    .collect(Collectors.joining(", "))));
  }
}
