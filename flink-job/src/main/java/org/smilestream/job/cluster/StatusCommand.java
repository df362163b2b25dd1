package org.smilestream.job.cluster;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobStatus;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smilestream cluster status}. */
@Command(
    name = "status",
    description =
        "Shows the processes, the slots, the jobs and how they stand. Exit code 0 only if all"
            + " processes and slots are there.",
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
        printJob(job, rest, out);
      }
      return slots.total() >= cluster.allSlots();
    } catch (ClusterException e) {
      out.println(e.getMessage());
      return false;
    }
  }

  private static void printJob(FlinkRest.Job job, FlinkRest rest, PrintWriter out)
      throws InterruptedException {
    out.printf("job            %s %s (%s)", job.id(), job.status(), job.name());
    if (job.status() != JobStatus.FAILED && !job.runs()) {
      out.println();
      return;
    }
    try {
      JobHealth health = JobHealth.of(job.id(), rest);
      out.println(job.runs() ? ", " + health.inWords() : "");
      health.failure().ifPresent(reason -> out.println("  last failure " + reason));
    } catch (ClusterException e) {
      // It is being started, or has gone meanwhile.
      out.println();
    }
  }
}
