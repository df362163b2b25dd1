package org.smilestream.job.command;

import java.io.IOException;
import java.util.Optional;
import org.smilestream.data.Schema;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.job.options.JobSettings;
import picocli.CommandLine.Option;

/** The arguments that say which job is meant, and what it goes on from. */
public final class JobArguments extends ConfigArguments {

  @Option(
      names = "--from",
      paramLabel = "PATH",
      description = "Savepoint or retained checkpoint to go on from.")
  private String from;

  /** A job that can be started. */
  public record Definition(JobSettings settings, Schema schema, Optional<String> from) {}

  /**
   * Reads the configuration and the schema.
   *
   * @throws InvalidConfigurationException in one sentence, if something is wrong with them
   */
  public Definition read() throws IOException {
    Job job = readJob();
    return new Definition(job.settings(), job.schema(), Optional.ofNullable(from));
  }
}
