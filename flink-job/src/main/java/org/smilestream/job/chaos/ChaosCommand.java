package org.smilestream.job.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.smilestream.job.cluster.Distribution;
import org.smilestream.job.options.Delivery;
import org.smilestream.job.options.EnumNames;
import org.smilestream.job.report.ReportJson;
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
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    require(options.minutes > 0, "--minutes", options.minutes, "more than 0");
    require(options.rate > 0 && options.rate <= 10_000, "--rate", options.rate, "up to 10000");
    require(
        options.taskManagers >= 1 && options.taskManagers <= 16,
        "--task-managers",
        options.taskManagers,
        "from 1 to 16");
    if (options.faults != null) {
      require(options.faults >= 1, "--faults", options.faults, "at least 1");
    }
    Delivery delivery = delivery();
    require(Files.isDirectory(options.folder), "--folder", options.folder, "a folder that exists");
    if (options.json != null) {
      Path parent = options.json.toAbsolutePath().getParent();
      require(Files.isDirectory(parent), "--json", options.json, "in a folder that exists");
    }
    ChaosResult result;
    try (Chaos chaos =
        new Chaos(options, delivery, Distribution.ofThisCommand(), spec.commandLine().getOut())) {
      result = chaos.run();
    }
    if (options.json != null) {
      Files.writeString(options.json, ReportJson.write(result) + System.lineSeparator());
    }
    List<String> breaches = result.breaches();
    breaches.forEach(breach -> spec.commandLine().getErr().println("smilestream: " + breach));
    return breaches.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private Delivery delivery() {
    try {
      return EnumNames.constant(Delivery.class, options.delivery);
    } catch (IllegalArgumentException e) {
      throw wrongUse("--delivery", options.delivery, "exactly-once or at-least-once");
    }
  }

  private void require(boolean holds, String option, Object value, String allowed) {
    if (!holds) {
      throw wrongUse(option, value, allowed);
    }
  }

  private CommandLine.ParameterException wrongUse(String option, Object value, String allowed) {
    return new CommandLine.ParameterException(
        spec.commandLine(),
        "option '" + option + "' cannot be " + value + ": it must be " + allowed);
  }
}
