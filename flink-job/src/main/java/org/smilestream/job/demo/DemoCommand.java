package org.smilestream.job.demo;

import java.util.concurrent.Callable;
import org.smilestream.engine.Engines;
import org.smilestream.job.command.ArgumentCheck;
import org.smilestream.job.command.JsonOutput;
import org.smilestream.job.command.RunArguments;
import org.smilestream.job.options.ChainOptions;
import org.smilestream.job.options.RuntimeOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smilestream demo}. */
@Command(
    name = "demo",
    description =
        "Starts Kafka and Flink on this machine, replays the flights of January 2014 through them, and shows each"
            + " arrival delay as it was predicted before the job learned it.",
    sortOptions = false)
public final class DemoCommand implements Callable<Integer> {
  private static final int HIGHEST_PORT = 65_535;

  @Mixin private DemoOptions options;
  @Mixin private RunArguments run;
  @Mixin private JsonOutput json;
  @Mixin private ArgumentCheck check;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check.require(options.records >= 1, "--records", options.records, "at least 1");
    check.require(
        options.speed >= 0 && options.speed < Double.POSITIVE_INFINITY,
        "--speed",
        options.speed,
        "0 or more");
    check.requireBetween("--chains", options.chains, 1, ChainOptions.MAX_COUNT);
    check.requireBetween("--parallelism", run.parallelism(), 1, RuntimeOptions.MAX_PARALLELISM);
    check.requireBetween("--port", options.port, 1, HIGHEST_PORT);
    check.requireBetween("--watch-port", options.watchPort, 1, HIGHEST_PORT);
    if (options.metricsPort != null) {
      check.requireBetween("--metrics-port", options.metricsPort, 1, HIGHEST_PORT);
    }
    try {
      Engines.find(options.engine);
    } catch (IllegalArgumentException e) {
      throw check.wrongUse(e.getMessage());
    }
    check.requireWritable("--folder", options.folder);
    run.check(check);
    json.check(check);
    try (Demo demo = new Demo(options, run, json, spec.commandLine().getOut())) {
      try {
        demo.run();
      } catch (Exception e) {
        // After Ctrl-C everything fails, since everything is being stopped.
        if (!demo.isStopped()) {
          throw e;
        }
      }
    }
    return CommandLine.ExitCode.OK;
  }
}
