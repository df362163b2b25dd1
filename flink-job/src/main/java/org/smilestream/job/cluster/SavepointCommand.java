package org.smilestream.job.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smilestream savepoint}. */
@Command(
    name = "savepoint",
    description = "Takes a savepoint of a job and prints its path.",
    sortOptions = false)
public final class SavepointCommand implements Callable<Integer> {
  /** A savepoint waits for all that is on its way through the job. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  @Option(
      names = "--job",
      paramLabel = "ID",
      description = "Id of the job. Default: the only one that runs.")
  private String job;

  @Option(names = "--stop", description = "Stop the job with the savepoint.")
  private boolean stop;

  @Option(
      names = "--drain",
      description =
          "With --stop: end the stream first, so that rows that wait are predicted. The job must not go on from the savepoint.")
  private boolean drain;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description =
          "Folder or URI that the cluster writes to. Default: what the cluster's configuration says.")
  private String directory;

  @Mixin private TargetArguments target;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (drain && !stop) {
      throw new ParameterException(spec.commandLine(), "option '--drain' needs '--stop'");
    }
    FlinkRest rest = new FlinkRest(target.uri());
    String id = JobChoice.of(job, rest);
    Optional<String> folder = Optional.ofNullable(directory).map(SavepointCommand::uri);
    spec.commandLine()
        .getOut()
        .println(
            stop ? rest.stop(id, drain, folder, TIMEOUT) : rest.savepoint(id, folder, TIMEOUT));
    return CommandLine.ExitCode.OK;
  }

  /** The cluster has another working directory. */
  private static String uri(String folder) {
    return folder.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*")
        ? URI.create(folder).toString()
        : Path.of(folder).toAbsolutePath().normalize().toUri().toString();
  }
}
