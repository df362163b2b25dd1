package org.smilestream.job.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A Kafka broker, a JobManager, TaskManagers and, for high availability, a ZooKeeper server: JVMs
 * of their own on this machine, on loopback only, which outlive the process that started them.
 * Which processes they are stands in the file {@code cluster.json} of the cluster's folder.
 */
public final class LocalCluster implements AutoCloseable {
  private LocalCluster() {}

  /**
   * Starts a cluster and waits until all its slots are there. What stands in the folder from an
   * earlier cluster is kept: topics, checkpoints and, with high availability, the jobs.
   *
   * @param progress is told what is being waited for, a line each
   * @throws ClusterException in one sentence, if a cluster runs in the folder already or a process
   *     does not start; nothing is left running then
   */
  public static LocalCluster start(
      ClusterOptions options, Distribution distribution, Consumer<String> progress)
      throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * The cluster that was started in a folder, by any process.
   *
   * @throws ClusterException in one sentence, if there is none
   */
  public static LocalCluster open(Path folder) {
    throw new UnsupportedOperationException("not yet");
  }

  /** All processes, in the order of their start; a restarted one stands for its predecessor. */
  public List<ClusterProcess> processes() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Kills a process at once, as {@code kill -9} does, and waits until it is gone. */
  public void kill(ProcessRole role, int index) throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /** Stops a process where it is (SIGSTOP), until {@link #resume}. */
  public void pause(ProcessRole role, int index) throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /** Lets a paused process go on (SIGCONT). */
  public void resume(ProcessRole role, int index) throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Starts a process that has died again, with its ports and its folder, and waits until it
   * listens. See {@link #awaitSlots} for a TaskManager.
   *
   * @throws ClusterException in one sentence, if it still runs or does not start
   */
  public ClusterProcess restart(ProcessRole role, int index) throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Waits until the REST API answers and all slots of all TaskManagers are registered.
   *
   * @throws ClusterException in one sentence, if a process is dead or it takes too long
   */
  public void awaitSlots() throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  /** Where the broker listens, as {@code host:port}. */
  public String bootstrapServers() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Flink's page and REST API. */
  public URI restUri() {
    throw new UnsupportedOperationException("not yet");
  }

  /** A client of {@link #restUri}. */
  public FlinkRest rest() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Where checkpoints go that no job has another folder for: {@code JOB_ID/chk-N}. */
  public Path checkpoints() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Where savepoints go. */
  public Path savepoints() {
    throw new UnsupportedOperationException("not yet");
  }

  /** The log of a process. */
  public Path log(ProcessRole role, int index) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Ends all processes, paused ones too, those that do not end in time by force. Topics,
   * checkpoints and logs stay.
   */
  @Override
  public void close() throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }
}
