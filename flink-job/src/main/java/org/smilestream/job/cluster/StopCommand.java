package org.smilestream.job.cluster;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smilestream cluster stop}. */
@Command(
    name = "stop",
    description =
        "Stops all processes. Topics, checkpoints and logs stay, and the next 'start' finds them.",
    sortOptions = false)
final class StopCommand implements Callable<Integer> {
  @Mixin private FolderArgument folder;

  @Option(
      names = "--delete",
      description = "Delete what the cluster has written: topics, checkpoints, savepoints, logs.")
  private boolean delete;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    ClusterFolder there = new ClusterFolder(folder.folder);
    if (!delete || ClusterState.read(there.state()).isPresent()) {
      LocalCluster cluster = LocalCluster.open(folder.folder);
      List<FlinkRest.Job> running = running(cluster);
      cluster.close();
      out.println("the cluster in " + cluster.folder() + " is stopped");
      if (!delete) {
        for (FlinkRest.Job job : running) {
          Checkpoints.newest(cluster.checkpoints(), job.id())
              .ifPresent(
                  path -> out.printf("job %s ran; its newest checkpoint is %s%n", job.id(), path));
        }
      }
    }
    if (delete) {
      LocalCluster.delete(folder.folder);
      out.println("what it had written in " + there.path() + " is deleted");
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private static List<FlinkRest.Job> running(LocalCluster cluster) throws InterruptedException {
    try {
      List<FlinkRest.Job> jobs = new ArrayList<>(cluster.rest().jobs());
      jobs.removeIf(job -> !job.runs());
      return jobs;
    } catch (ClusterException e) {
      return List.of();
    }
  }
}
