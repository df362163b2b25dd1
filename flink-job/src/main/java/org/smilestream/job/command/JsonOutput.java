package org.smilestream.job.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.smilestream.job.report.ReportJson;
import picocli.CommandLine.Option;

/** The option {@code --json}: a result for other programs, beside what the console shows. */
public final class JsonOutput {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the result as JSON to this file.")
  private Path file;

  /** Refuses a file that cannot be written, before a long run and not after it. */
  public void check(ArgumentCheck check) {
    if (file != null) {
      check.requireOutput("--json", file);
    }
  }

  /**
   * Writes a result, if that is wanted.
   *
   * @return where it is
   */
  public Optional<Path> write(Object result) throws IOException {
    if (file == null) {
      return Optional.empty();
    }
    Files.writeString(file, ReportJson.write(result) + System.lineSeparator());
    return Optional.of(file);
  }
}
