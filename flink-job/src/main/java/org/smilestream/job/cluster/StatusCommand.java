package org.smilestream.job.cluster;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smilestream cluster status}. */
@Command(
    name = "status",
    description = "Shows the processes, the slots and the jobs. Exit code 0 only if all is up.",
    sortOptions = false)
final class StatusCommand implements Callable<Integer> {
  @Mixin private FolderArgument folder;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    LocalCluster cluster = LocalCluster.open(folder.folder);
    PrintWriter out = spec.commandLine().getOut();
    boolean up = true;
    for (ClusterProcess each : cluster.processes()) {
      boolean isUp = each.isUp();
      up &= isUp;
      out.printf(
          "%-14s %-4s process %-8d %s%n",
          each.name(), isUp ? "up" : "down", each.pid(), each.address());
    }
    up &= printFlink(cluster, out);
    out.flush();
    return up ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /** Returns whether all slots are there. */
  private static boolean printFlink(LocalCluster cluster, PrintWriter out)
      throws InterruptedException {
    try {
      FlinkRest rest = cluster.rest();
      FlinkRest.Slots slots = rest.slots();
      out.printf(
          "slots          %d of %d registered, %d free%n",
          slots.total(), cluster.allSlots(), slots.free());
      for (FlinkRest.Job job : rest.jobs()) {
        out.printf("job            %s %s (%s)%n", job.id(), job.status(), job.name());
      }
      return slots.total() >= cluster.allSlots();
    } catch (ClusterException e) {
      out.println(e.getMessage());
      return false;
    }
  }
}
