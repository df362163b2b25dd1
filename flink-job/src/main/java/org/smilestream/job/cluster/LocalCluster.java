package org.smilestream.job.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A Kafka broker, a JobManager, TaskManagers and, for high availability, a ZooKeeper server: JVMs
 * of their own on this machine, on loopback only, which outlive the process that started them.
 * Which processes they are stands in the file {@code cluster.json} of the cluster's folder.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Duration TIME_TO_START = Duration.ofSeconds(120);

  private final ClusterFolder folder;
  private final ClusterProcesses processes;

  private LocalCluster(ClusterFolder folder, ClusterState state) {
    this.folder = folder;
    processes = new ClusterProcesses(folder, state);
  }

  /**
   * Starts a cluster and waits until all its slots are there. What stands in the folder from an
   * earlier cluster is kept: topics, checkpoints and, with high availability, the jobs.
   *
   * @param progress is told what is there, a line each
   * @throws ClusterException in one sentence, if a cluster runs in the folder already or a process
   *     does not start; nothing is left running then
   */
  public static LocalCluster start(
      ClusterOptions options, Distribution distribution, Consumer<String> progress)
      throws InterruptedException {
    ClusterFolder folder = new ClusterFolder(options.folder());
    try {
      Files.createDirectories(folder.path());
      try (FolderLock ignored = FolderLock.take(folder)) {
        LocalCluster cluster =
            new LocalCluster(folder, new ClusterState(options.slots(), List.of()));
        cluster.start(ClusterFiles.write(options, folder, distribution), progress);
        return cluster;
      }
    } catch (IOException e) {
      throw new ClusterException("folder '" + folder.path() + "' cannot take a cluster: " + e, e);
    }
  }

  /**
   * The cluster that was started in a folder, by any process, and not stopped since.
   *
   * @throws ClusterException in one sentence, if there is none
   */
  public static LocalCluster open(Path folder) {
    ClusterFolder there = new ClusterFolder(folder);
    return new LocalCluster(
        there,
        ClusterState.read(there.state())
            .orElseThrow(
                () ->
                    new ClusterException(
                        "no cluster was started in folder '"
                            + there.path()
                            + "' (smilestream cluster start)")));
  }

  /**
   * Deletes what a stopped cluster has left in its folder, and the folder if nothing else is there.
   *
   * @throws ClusterException in one sentence, if a process still runs, another command starts one,
   *     or no cluster was ever there
   */
  public static void delete(Path folder) throws IOException {
    ClusterFolder there = new ClusterFolder(folder);
    if (!Files.exists(there.lock())) {
      throw new ClusterException("there has been no cluster in folder '" + there.path() + "'");
    }
    try (FolderLock ignored = FolderLock.take(there)) {
      there.delete();
    }
  }

  private void start(List<ClusterFiles.Planned> planned, Consumer<String> progress)
      throws InterruptedException {
    boolean started = false;
    try {
      List<ClusterFiles.Planned> taskManagers = new ArrayList<>(planned);
      taskManagers.removeIf(each -> each.role() != ProcessRole.TASK_MANAGER);
      // The JobManager finds ZooKeeper by itself; before it answers, TaskManagers would only wait.
      for (ClusterFiles.Planned each : planned) {
        if (!taskManagers.contains(each)) {
          processes.spawn(each);
        }
      }
      for (ClusterProcess each : processes()) {
        processes.awaitListening(each);
        progress.accept(line(each));
      }
      for (ClusterFiles.Planned each : taskManagers) {
        processes.spawn(each);
      }
      awaitSlots();
      processes.state().of(ProcessRole.TASK_MANAGER).forEach(each -> progress.accept(line(each)));
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  private static String line(ClusterProcess process) {
    return "%-14s at %s, process %d".formatted(process.name(), process.address(), process.pid());
  }

  /** All processes, in the order of their start; a restarted one stands for its predecessor. */
  public List<ClusterProcess> processes() {
    return processes.state().processes();
  }

  /**
   * One of the processes.
   *
   * @throws IllegalArgumentException if the cluster has no such process
   */
  public ClusterProcess process(ProcessRole role, int index) {
    return processes
        .state()
        .find(role, index)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the cluster has no " + ClusterProcess.name(role, index)));
  }

  /** Kills a process at once, as {@code kill -9} does, and waits until it is gone. */
  public void kill(ProcessRole role, int index) throws InterruptedException {
    process(role, index).kill();
  }

  /** Stops a process where it is (SIGSTOP), until {@link #resume}. */
  public void pause(ProcessRole role, int index) throws InterruptedException {
    process(role, index).signal("STOP");
  }

  /** Lets a paused process go on (SIGCONT). */
  public void resume(ProcessRole role, int index) throws InterruptedException {
    process(role, index).signal("CONT");
  }

  /**
   * Starts a process that has died again, with its ports and its folder, and waits until it
   * listens.
   *
   * @throws ClusterException in one sentence, if it still runs or does not start
   */
  public ClusterProcess restart(ProcessRole role, int index) throws InterruptedException {
    ClusterProcess dead = process(role, index);
    if (dead.isUp()) {
      throw new ClusterException(dead.name() + " runs, as process " + dead.pid());
    }
    ClusterProcess restarted =
        processes.spawn(new ClusterFiles.Planned(role, index, dead.address()));
    processes.awaitListening(restarted);
    return restarted;
  }

  /**
   * Waits until the REST API answers and all slots of all TaskManagers are registered. Those of one
   * that died are until its silence is noticed.
   *
   * @throws ClusterException in one sentence, if a process is dead or it takes too long
   */
  public void awaitSlots() throws InterruptedException {
    FlinkRest rest = rest();
    boolean there =
        Waiting.until(
            TIME_TO_START,
            () -> {
              processes().forEach(processes::requireUp);
              return slots(rest) == processes.state().allSlots();
            });
    if (!there) {
      throw new ClusterException(
          "%d of %d slots are there after %d s; see the logs in %s"
              .formatted(
                  slots(rest),
                  processes.state().allSlots(),
                  TIME_TO_START.toSeconds(),
                  folder.logs()));
    }
  }

  private static int slots(FlinkRest rest) throws InterruptedException {
    try {
      return rest.slots().total();
    } catch (ClusterException e) {
      return 0;
    }
  }

  /** Number of slots when all TaskManagers are there. */
  public int allSlots() {
    return processes.state().allSlots();
  }

  /** Where the broker listens, as {@code host:port}. */
  public String bootstrapServers() {
    return process(ProcessRole.BROKER, 1).address();
  }

  /** Flink's page and REST API. */
  public URI restUri() {
    return URI.create("http://" + process(ProcessRole.JOB_MANAGER, 1).address());
  }

  /** A client of {@link #restUri}. */
  public FlinkRest rest() {
    return new FlinkRest(restUri());
  }

  /** The folder of all that the cluster writes. */
  public Path folder() {
    return folder.path();
  }

  /** Where checkpoints go that no job has another folder for: {@code JOB_ID/chk-N}. */
  public Path checkpoints() {
    return folder.checkpoints();
  }

  /** Where savepoints go. */
  public Path savepoints() {
    return folder.savepoints();
  }

  /** The log of a process. */
  public Path log(ProcessRole role, int index) {
    return folder.log(ClusterProcess.name(role, index));
  }

  /** The folder of all logs. */
  public Path logs() {
    return folder.logs();
  }

  /**
   * Ends all processes, paused ones too, those that do not end in time by force. Topics,
   * checkpoints and logs stay.
   */
  @Override
  public void close() throws InterruptedException {
    processes.end();
    try {
      ClusterFolder.delete(folder.temporary());
      Files.deleteIfExists(folder.state());
    } catch (IOException e) {
      throw new ClusterException("folder '" + folder.path() + "' cannot be cleaned: " + e, e);
    }
  }
}
