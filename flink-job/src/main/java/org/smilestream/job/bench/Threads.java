package org.smilestream.job.bench;

import java.io.PrintWriter;
import org.smilestream.job.command.ArgumentCheck;
import picocli.CommandLine.Option;

/** The option {@code --threads} of every benchmark of samplers. */
public final class Threads {
  private static final int MOST = 1000;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; the results do not depend on them. Default: one a core.")
  private int count = Runtime.getRuntime().availableProcessors();

  public int count() {
    return count;
  }

  public void check(ArgumentCheck check) {
    check.requireBetween("--threads", count, 1, MOST);
  }

  /** Warns where there are more threads than cores: they cost time and gain none. */
  public void warnAboveCores(PrintWriter err) {
    int cores = Runtime.getRuntime().availableProcessors();
    if (count > cores) {
      err.printf(
          "smilestream: option '--threads' is %d, but this machine has %d cores; more threads do not make it faster%n",
          count, cores);
      err.flush();
    }
  }
}
