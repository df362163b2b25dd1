package org.smilestream.job.cluster;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smilestream cluster restart}. */
@Command(
    name = "restart",
    description = "Starts the processes that have died again, each with its ports and its folder.",
    sortOptions = false)
final class RestartCommand implements Callable<Integer> {
  @Mixin private FolderArgument folder;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    LocalCluster cluster = LocalCluster.open(folder.folder);
    for (ClusterProcess each : cluster.processes()) {
      if (!each.isUp()) {
        ClusterProcess restarted = cluster.restart(each.role(), each.index());
        out.println(restarted.name() + " runs again, as process " + restarted.pid());
        out.flush();
      }
    }
    cluster.awaitSlots();
    return CommandLine.ExitCode.OK;
  }
}
