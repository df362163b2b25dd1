package org.smilestream.job.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What all commands take that run a job to its end and report on it. */
public final class RunArguments {
  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "2",
      description =
          "Parallelism of the job; the scores do not depend on it. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      defaultValue = "smilestream-report.html",
      description = "The report to write. Default: ${DEFAULT-VALUE}.")
  private Path report;

  /** Refuses a report that cannot be written. */
  public void check(ArgumentCheck check) {
    check.requireOutput("--report", report);
  }

  public int parallelism() {
    return parallelism;
  }

  public Path report() {
    return report;
  }
}
