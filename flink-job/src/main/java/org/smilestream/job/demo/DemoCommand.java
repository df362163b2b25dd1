package org.smilestream.job.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.smilestream.engine.Engines;
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
  @Mixin private DemoOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    require(options.records >= 1, "--records", options.records, "at least 1");
    require(
        options.speed >= 0 && options.speed < Double.POSITIVE_INFINITY,
        "--speed",
        options.speed,
        "0 or more");
    require(
        options.chains >= 1 && options.chains <= ChainOptions.MAX_COUNT,
        "--chains",
        options.chains,
        "from 1 to " + ChainOptions.MAX_COUNT);
    require(
        options.parallelism >= 1 && options.parallelism <= RuntimeOptions.MAX_PARALLELISM,
        "--parallelism",
        options.parallelism,
        "from 1 to " + RuntimeOptions.MAX_PARALLELISM);
    require(options.port >= 1 && options.port <= 65535, "--port", options.port, "from 1 to 65535");
    require(
        options.watchPort >= 1 && options.watchPort <= 65535,
        "--watch-port",
        options.watchPort,
        "from 1 to 65535");
    require(
        options.metricsPort == null || options.metricsPort >= 1 && options.metricsPort <= 65535,
        "--metrics-port",
        options.metricsPort,
        "from 1 to 65535");
    try {
      Engines.find(options.engine);
    } catch (IllegalArgumentException e) {
      throw wrongUse(e.getMessage());
    }
    requireFolder("--folder", options.folder);
    requireFolder("--report", parent(options.report));
    if (options.json != null) {
      requireFolder("--json", parent(options.json));
    }
    try (Demo demo = new Demo(options, spec.commandLine().getOut())) {
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

  private void require(boolean holds, String option, Object value, String allowed) {
    if (!holds) {
      throw wrongUse("option '" + option + "' cannot be " + value + ": it must be " + allowed);
    }
  }

  private static Path parent(Path file) {
    return file.toAbsolutePath().getParent();
  }

  private void requireFolder(String option, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw wrongUse("option '" + option + "': '" + folder + "' is not a folder");
    }
    try {
      Files.delete(Files.createTempFile(folder, "smilestream", null));
    } catch (IOException e) {
      throw wrongUse("option '" + option + "': folder '" + folder + "' cannot be written");
    }
  }

  private CommandLine.ParameterException wrongUse(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
