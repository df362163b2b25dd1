package org.smilestream.job.bench.keyed;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.smilestream.job.bench.BenchJob;
import org.smilestream.job.command.ArgumentCheck;
import org.smilestream.job.command.JsonOutput;
import org.smilestream.job.options.JobSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smilestream bench keyed}. */
@Command(
    name = "keyed",
    description = {
      "Learns a small model for each of many keys in one job, from a made-up stream, through the job's operators with"
          + " checkpoints, and compares the predictions with recursive least squares for each key.",
      "",
      "The first 100 rows of each key are left out of the log densities. Processor time is that of all threads of the"
          + " process; of the second half of the rows, when the program is compiled and windows are full, apart."
    },
    sortOptions = false)
public final class KeyedCommand implements Callable<Integer> {

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Number of keys. Default: ${DEFAULT-VALUE}.")
  private int keys;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "500",
      description = "Rows of each key, more than 100. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Mixin private BenchJob job;
  @Mixin private JsonOutput json;
  @Mixin private ArgumentCheck check;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check.requireAbove("--keys", keys, 0);
    check.requireAbove("--rows", rows, 100);
    job.check(check);
    json.check(check);
    KeyedBench bench = new KeyedBench(new KeyedStream(keys), rows, settings());
    KeyedBench.Result result = bench.run();
    print(result);
    json.write(result);
    return CommandLine.ExitCode.OK;
  }

  /** A network 8-16-1, four chains of 25 samples, one step of each chain for each row. */
  private JobSettings settings() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("model.key", KeyedStream.KEY);
    options.put("model.hidden", "16");
    options.put("model.likelihood", "gaussian");
    options.put("chains.count", "4");
    options.put("chains.groups", "1");
    options.put("scaler.warm-up-rows", "50");
    options.put("window.rows", "400");
    options.put("learning.batch-rows", "32");
    options.put("learning.steps-per-row", "1");
    options.put("learning.rows-per-round", "10");
    options.put("learning.thinning", "10");
    options.put("learning.tuning-steps", "100");
    options.put("prediction.samples-per-chain", "25");
    options.put("parallelism", Integer.toString(job.parallelism()));
    options.putAll(job.overrides());
    options.put("schema.file", "made up");
    options.put("kafka.bootstrap-servers", "none");
    return JobSettings.from(Configuration.fromMap(options));
  }

  private void print(KeyedBench.Result result) {
    say("%,d keys of %,d rows in %.1f s", result.keys(), result.rowsPerKey(), result.seconds());
    say(
        "rows a second             %,10.0f  (second half %,.0f)",
        result.rowsPerSecond(), result.rowsPerSecondOfSecondHalf());
    say(
        "processor time a row      %,7.0f µs  (second half %,.0f µs; two cores take %,.0f rows a second at that)",
        result.cpuMicrosPerRow(),
        result.cpuMicrosPerRowOfSecondHalf(),
        2e6 / result.cpuMicrosPerRowOfSecondHalf());
    say(
        "samples of a prediction   %,10d  of %d chains, %,d parameters each",
        result.samples(), result.chains(), result.parameters());
    say(
        "heap in use, at the most  %,7d MB  (%,d bytes a model by the formula)",
        result.peakHeapMegabytes(), result.bytesPerModel());
    say("log predictive density    %10.4f", result.logDensity());
    say("recursive least squares   %10.4f", result.peerLogDensity());
    say("keys that are better      %,10d", result.betterKeys());
  }

  private void say(String format, Object... values) {
    spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
  }
}
