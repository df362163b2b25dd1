package org.smilestream.job.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobStatus;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smilestream cancel}. */
@Command(
    name = "cancel",
    description = "Cancels a job, without a savepoint; its checkpoints are kept.",
    sortOptions = false)
public final class CancelCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  @Option(
      names = "--job",
      paramLabel = "ID",
      description = "Id of the job. Default: the only one that runs.")
  private String job;

  @Mixin private TargetArguments target;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    FlinkRest rest = new FlinkRest(target.uri());
    String id = JobChoice.of(job, rest);
    rest.cancel(id);
    rest.await(id, Set.of(JobStatus.CANCELED), TIMEOUT);
    spec.commandLine().getOut().println(id + " is cancelled");
    return CommandLine.ExitCode.OK;
  }
}
