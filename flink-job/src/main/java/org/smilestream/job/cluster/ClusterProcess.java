package org.smilestream.job.cluster;

import java.time.Instant;

/**
 * A process that was started for a cluster, whether or not it still runs.
 *
 * @param index from 1, among the processes of the role
 * @param pid its number
 * @param started when, as the operating system says: tells it from a later process with its number
 * @param address where it listens, as {@code host:port}
 */
public record ClusterProcess(
    ProcessRole role, int index, long pid, Instant started, String address) {

  /** Whether it runs; a paused process does. */
  public boolean isUp() {
    throw new UnsupportedOperationException("not yet");
  }
}
