package org.smilestream.job.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The processes of a cluster: starts and ends them, and keeps the file {@code cluster.json} of its
 * folder true.
 */
final class ClusterProcesses {
  private static final Duration TIME_TO_START = Duration.ofSeconds(120);
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(20);

  private final ClusterFolder folder;
  private ClusterState state;

  /**
   * @param state the processes that there are already
   */
  ClusterProcesses(ClusterFolder folder, ClusterState state) {
    this.folder = folder;
    this.state = state;
  }

  ClusterState state() {
    return state;
  }

  /** Starts a process; that it runs is known to others at once. */
  ClusterProcess spawn(ClusterFiles.Planned planned) {
    String name = planned.name();
    try {
      Path temporary = folder.temporary(name);
      // What a killed process has left there.
      ClusterFolder.delete(temporary);
      Files.createDirectories(temporary);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "@" + folder.arguments(name))
              .directory(folder.logs().toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.output(name).toFile()))
              .start();
      ClusterProcess spawned =
          new ClusterProcess(
              planned.role(),
              planned.index(),
              process.pid(),
              process.info().startInstant().orElseGet(Instant::now),
              planned.address());
      // At once, so that a process is never running that nobody knows of.
      state = state.with(spawned);
      state.write(folder.state());
      return spawned;
    } catch (IOException e) {
      throw new ClusterException(name + " cannot be started: " + e, e);
    }
  }

  /**
   * Waits until a process listens at its address.
   *
   * @throws ClusterException in one sentence, if it ends or takes too long
   */
  void awaitListening(ClusterProcess process) throws InterruptedException {
    boolean listening =
        Waiting.until(
            TIME_TO_START,
            () -> {
              requireUp(process);
              return process.listens();
            });
    if (!listening) {
      throw new ClusterException(
          "%s does not listen at %s after %d s; see %s"
              .formatted(
                  process.name(),
                  process.address(),
                  TIME_TO_START.toSeconds(),
                  folder.log(process.name())));
    }
  }

  /**
   * @throws ClusterException in one sentence with its last words, if a process has ended
   */
  void requireUp(ClusterProcess process) {
    if (!process.isUp()) {
      throw new ClusterException(
          "%s has ended: %s; see %s and %s"
              .formatted(
                  process.name(),
                  folder.lastError(process.name()),
                  folder.log(process.name()),
                  folder.output(process.name())));
    }
  }

  /** Ends all processes, paused ones too, those that do not end in time by force. */
  void end() throws InterruptedException {
    for (ClusterProcess each : state.processes()) {
      if (each.isUp()) {
        each.signal("CONT");
      }
    }
    // First who would miss the others: a JobManager that saw its TaskManagers go would restart the
    // jobs, and all need the broker and ZooKeeper to end in order.
    end(ProcessRole.JOB_MANAGER);
    end(ProcessRole.TASK_MANAGER);
    end(ProcessRole.BROKER);
    end(ProcessRole.ZOOKEEPER);
  }

  private void end(ProcessRole role) throws InterruptedException {
    List<ClusterProcess> processes = state.of(role);
    processes.forEach(ClusterProcess::terminate);
    for (ClusterProcess each : processes) {
      if (!each.awaitEnd(TIME_TO_STOP)) {
        each.kill();
      }
    }
  }
}
