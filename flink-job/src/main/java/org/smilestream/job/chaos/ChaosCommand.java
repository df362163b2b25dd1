package org.smilestream.job.chaos;

import java.util.List;
import java.util.concurrent.Callable;
import org.smilestream.job.cluster.Distribution;
import org.smilestream.job.command.ArgumentCheck;
import org.smilestream.job.command.JsonOutput;
import org.smilestream.job.options.Delivery;
import org.smilestream.job.options.EnumNames;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smilestream chaos}. */
@Command(
    name = "chaos",
    description =
        "Runs the job on a cluster of real processes on this machine, kills, pauses and starves them at random times, and"
            + " then counts what was lost: predictions, dead letters, and the positions of the chains.",
    sortOptions = false)
public final class ChaosCommand implements Callable<Integer> {
  @Mixin private ChaosOptions options;
  @Mixin private JsonOutput json;
  @Mixin private ArgumentCheck check;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check.require(options.minutes > 0, "--minutes", options.minutes, "more than 0");
    check.require(
        options.rate > 0 && options.rate <= 10_000, "--rate", options.rate, "up to 10000");
    check.requireBetween("--task-managers", options.taskManagers, 1, 16);
    if (options.faults != null) {
      check.require(options.faults >= 1, "--faults", options.faults, "at least 1");
    }
    Delivery delivery = delivery();
    check.requireFolder("--folder", options.folder);
    json.check(check);
    ChaosResult result;
    try (Chaos chaos =
        new Chaos(options, delivery, Distribution.ofThisCommand(), spec.commandLine().getOut())) {
      result = chaos.run();
    }
    json.write(result);
    List<String> breaches = result.breaches();
    breaches.forEach(breach -> spec.commandLine().getErr().println("smilestream: " + breach));
    return breaches.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private Delivery delivery() {
    try {
      return EnumNames.constant(Delivery.class, options.delivery);
    } catch (IllegalArgumentException e) {
      throw check.refused(
          "--delivery", options.delivery, "it must be exactly-once or at-least-once");
    }
  }
}
