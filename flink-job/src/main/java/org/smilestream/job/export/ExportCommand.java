package org.smilestream.job.export;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.smilestream.connectors.format.PosteriorExport;
import org.smilestream.connectors.format.PosteriorFile;
import org.smilestream.data.Posterior;
import org.smilestream.data.PosteriorSample;
import org.smilestream.job.command.ArgumentCheck;
import org.smilestream.job.command.ConfigArguments;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.job.options.KeyOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smilestream export}. */
@Command(
    name = "export",
    description = {
      "Writes the newest posterior samples of a job, with all that is needed in order to predict"
          + " with them, to a file that NumPy reads and that another job can start from.",
      "Reads the job's topic 'posterior'; the job may be running."
    },
    sortOptions = false)
public final class ExportCommand implements Callable<Integer> {
  @Mixin private ConfigArguments arguments;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE.npz",
      description = "File to write; an older one is replaced.")
  private Path output;

  @Mixin private ArgumentCheck check;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    ConfigArguments.Job job = arguments.readJob();
    requireOneModel(job);
    check.requireOutput("--output", output);
    PosteriorExport export = PosteriorTopic.read(job.settings(), job.schema());
    PosteriorFile.write(export, output);
    Posterior posterior = export.posterior();
    spec.commandLine()
        .getOut()
        .printf(
            "%d samples of %d chains, %d parameters each: %s%n",
            posterior.samples().size(),
            posterior.samples().stream().mapToInt(PosteriorSample::chain).distinct().count(),
            posterior.samples().get(0).position().length,
            output);
    return CommandLine.ExitCode.OK;
  }

  private static void requireOneModel(ConfigArguments.Job job) {
    job.settings()
        .keys()
        .ifPresent(
            keys -> {
              throw new InvalidConfigurationException(
                  "option '%s' cannot be '%s' for an export: the samples of keyed models are in the job's state only"
                      .formatted(KeyOptions.KEY.key(), keys.name()));
            });
  }
}
