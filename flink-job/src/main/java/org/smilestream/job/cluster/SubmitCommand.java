package org.smilestream.job.cluster;

import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
        "Checks the configuration as 'run' does, submits the job to a Flink cluster, prints its id and"
            + " waits until it runs.",
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
    spec.commandLine().getOut().flush();
    PrintWriter err = spec.commandLine().getErr();
    Consumer<String> progress =
        line -> {
          err.println("smilestream: " + line);
          err.flush();
        };
    new JobStart(new FlinkRest(uri), progress).await(id);
    return CommandLine.ExitCode.OK;
  }
}
