package org.smilestream.job.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.smilestream.job.cluster.Checkpoints;
import org.smilestream.job.cluster.ClusterProcess;
import org.smilestream.job.cluster.LocalCluster;
import org.smilestream.job.cluster.ProcessRole;

/** Does to a cluster and its job what a {@link FaultPlan} asks for, and repairs what it can. */
final class Injector {
  private static final Duration PAUSE = Duration.ofSeconds(20);
  private static final Duration WITHOUT_FOLDER = Duration.ofSeconds(6);
  private static final Duration WITHOUT_DISK = Duration.ofSeconds(10);
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(120);

  /** Less than any file of a checkpoint, and than Flink's logs. */
  private static final String NO_ROOM_BYTES = "1024";

  private final LocalCluster cluster;
  private final ChaosJob job;
  private final FaultPlan plan;

  Injector(LocalCluster cluster, ChaosJob job, FaultPlan plan) {
    this.cluster = cluster;
    this.job = job;
    this.plan = plan;
  }

  /** Returns what was done, in words. What was broken is repaired when this returns. */
  String inject(FaultKind kind) throws Exception {
    return switch (kind) {
      case TASK_MANAGER_KILLED -> killed(any(ProcessRole.TASK_MANAGER));
      case JOB_MANAGER_KILLED -> killed(any(ProcessRole.JOB_MANAGER));
      case JOB_MANAGER_LOST -> jobManagerLost();
      case BROKER_KILLED -> killed(any(ProcessRole.BROKER));
      case RESCALED -> rescaled();
      case PROCESS_PAUSED -> paused();
      case CHECKPOINT_FAILED -> checkpointFailed();
      case DISK_FULL -> diskFull();
    };
  }

  private ClusterProcess any(ProcessRole... roles) {
    List<ClusterProcess> candidates =
        cluster.processes().stream().filter(each -> List.of(roles).contains(each.role())).toList();
    return candidates.get(plan.choose(candidates.size()));
  }

  private String killed(ClusterProcess process) throws InterruptedException {
    Duration outage = plan.outage();
    cluster.kill(process.role(), process.index());
    Thread.sleep(outage.toMillis());
    cluster.restart(process.role(), process.index());
    return "%s, away for %.1f s".formatted(name(process), outage.toMillis() / 1e3);
  }

  private String jobManagerLost() throws Exception {
    String lost = job.id();
    String killed = killed(any(ProcessRole.JOB_MANAGER));
    cluster.awaitSlots();
    Path checkpoint =
        Checkpoints.newest(cluster.checkpoints(), lost)
            .orElseThrow(() -> new IllegalStateException("job " + lost + " has no checkpoint"));
    job.start(cluster, Optional.of(checkpoint.toUri().toString()), OptionalInt.empty());
    return killed + ", the job goes on from " + checkpoint.getFileName();
  }

  private String rescaled() throws Exception {
    int before = job.parallelism();
    int slots = cluster.rest().slots().total();
    int after = 1 + (before + plan.choose(Math.max(1, slots - 1))) % slots;
    String savepoint = cluster.rest().stop(job.id(), false, Optional.empty(), TIME_TO_STOP);
    job.start(cluster, Optional.of(savepoint), OptionalInt.of(after));
    return "parallelism %d to %d".formatted(before, after);
  }

  private String paused() throws InterruptedException {
    ClusterProcess process =
        any(ProcessRole.TASK_MANAGER, ProcessRole.JOB_MANAGER, ProcessRole.BROKER);
    cluster.pause(process.role(), process.index());
    try {
      Thread.sleep(PAUSE.toMillis());
    } finally {
      cluster.resume(process.role(), process.index());
    }
    return "%s for %d s".formatted(name(process), PAUSE.toSeconds());
  }

  /** A file takes the place of the folder, so that nobody can make it anew. */
  private String checkpointFailed() throws IOException, InterruptedException {
    Path folder = cluster.checkpoints().resolve(job.id());
    Path aside = folder.resolveSibling(job.id() + ".aside");
    Files.move(folder, aside);
    Files.createFile(folder);
    try {
      Thread.sleep(WITHOUT_FOLDER.toMillis());
    } finally {
      Files.delete(folder);
      Files.move(aside, folder);
    }
    return "no folder for %d s".formatted(WITHOUT_FOLDER.toSeconds());
  }

  private String diskFull() throws IOException, InterruptedException {
    List<ClusterProcess> flink =
        cluster.processes().stream()
            .filter(
                each ->
                    each.role() == ProcessRole.JOB_MANAGER
                        || each.role() == ProcessRole.TASK_MANAGER)
            .toList();
    try {
      for (ClusterProcess process : flink) {
        limitFiles(process, NO_ROOM_BYTES);
      }
      Thread.sleep(WITHOUT_DISK.toMillis());
    } finally {
      for (ClusterProcess process : flink) {
        if (process.isUp()) {
          limitFiles(process, "unlimited");
        }
      }
    }
    return "no room for %d s".formatted(WITHOUT_DISK.toSeconds());
  }

  /** Sets the soft limit only, so that no privilege is needed to lift it. */
  private static void limitFiles(ClusterProcess process, String bytes)
      throws IOException, InterruptedException {
    String limit = "--fsize=" + bytes + ":unlimited";
    Process command =
        new ProcessBuilder("prlimit", limit, "--pid", Long.toString(process.pid()))
            .redirectErrorStream(true)
            .start();
    String output = new String(command.getInputStream().readAllBytes());
    if (command.waitFor() != 0) {
      throw new IOException("prlimit " + limit + " of " + name(process) + ": " + output.strip());
    }
  }

  private static String name(ClusterProcess process) {
    return process.role().label() + " " + process.index();
  }
}
