package org.smilestream.job.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.smilestream.job.command.ArgumentCheck;
import picocli.CommandLine.Option;

/** What benchmarks that run the whole job take for it. */
public final class BenchJob {
  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "2",
      description = "Parallelism of the job. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "Sets an option of the job in place of the benchmark's. Can be repeated.")
  private final Map<String, String> overrides = new LinkedHashMap<>();

  public void check(ArgumentCheck check) {
    check.requireAbove("--parallelism", parallelism, 0);
  }

  public int parallelism() {
    return parallelism;
  }

  /** Options of the job that come before the benchmark's own. */
  public Map<String, String> overrides() {
    return overrides;
  }
}
