package org.smilestream.job.cluster;

import java.net.URI;
import java.util.concurrent.Callable;
import org.smilestream.job.command.JobArguments;
import org.smilestream.job.options.RuntimeOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smilestream submit}. */
@Command(
    name = "submit",
    description =
        "Checks the configuration as 'run' does, submits the job to a Flink cluster and prints its id.",
    sortOptions = false)
public final class SubmitCommand implements Callable<Integer> {
  @Mixin private JobArguments arguments;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      description =
          "The same as -D parallelism=P. Default: what the configuration says, else the cluster's.")
  private Integer parallelism;

  @Mixin private TargetArguments target;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (parallelism != null) {
      arguments.override(RuntimeOptions.PARALLELISM.key(), parallelism.toString());
    }
    JobArguments.Definition job = arguments.read();
    URI uri = target.uri();
    String id =
        new RemoteLauncher(uri, Distribution.ofThisCommand())
            .submit(job.settings(), job.schema(), job.from());
    spec.commandLine().getOut().println(id);
    return CommandLine.ExitCode.OK;
  }
}
