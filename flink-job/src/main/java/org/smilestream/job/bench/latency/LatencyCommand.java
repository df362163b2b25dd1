package org.smilestream.job.bench.latency;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.smilestream.job.bench.BenchJob;
import org.smilestream.job.command.ArgumentCheck;
import org.smilestream.job.command.JsonOutput;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smilestream bench latency}. */
@Command(
    name = "latency",
    description = {
      "Starts Kafka and Flink on this machine, lets the demo's model learn flights at a fixed rate, and measures how long"
          + " requests take that are sent at a fixed rate beside it.",
      "",
      "A latency counts from when the request was due, whenever it was sent, to when a client has read the answer. It is"
          + " measured once the window is full and the chains are tuned."
    },
    sortOptions = false)
public final class LatencyCommand implements Callable<Integer> {

  @Option(
      names = "--requests-per-second",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Requests that are sent each second. Default: ${DEFAULT-VALUE}.")
  private int requestsPerSecond;

  @Option(
      names = "--rows-per-second",
      paramLabel = "N",
      defaultValue = "500",
      description = "Rows that are sent each second to be learned from. Default: ${DEFAULT-VALUE}.")
  private int rowsPerSecond;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "60",
      description = "Time that is measured. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--warm-up-seconds",
      paramLabel = "S",
      defaultValue = "60",
      description =
          "Time of requests before, which is not: the JVM compiles for long on few cores. Default:"
              + " ${DEFAULT-VALUE}.")
  private int warmUpSeconds;

  @Option(
      names = "--chains",
      paramLabel = "K",
      defaultValue = "8",
      description = "Number of chains. Default: ${DEFAULT-VALUE}.")
  private int chains;

  @Option(
      names = "--samples-per-chain",
      paramLabel = "N",
      defaultValue = "13",
      description =
          "Samples of each chain behind a prediction. Default: ${DEFAULT-VALUE}, of 8 chains 104.")
  private int samplesPerChain;

  @Option(
      names = "--delivery",
      paramLabel = "D",
      defaultValue = "at-least-once",
      description = "at-least-once or exactly-once. Default: ${DEFAULT-VALUE}.")
  private String delivery;

  @Option(
      names = "--checkpoint-millis",
      paramLabel = "MS",
      defaultValue = "10000",
      description = "Time from one checkpoint to the next. Default: ${DEFAULT-VALUE}.")
  private int checkpointMillis;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the temporary files go. Default: the system's temporary folder.")
  private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

  @Mixin private BenchJob job;
  @Mixin private JsonOutput json;
  @Mixin private ArgumentCheck check;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check.requireAbove("--requests-per-second", requestsPerSecond, 0);
    check.requireAbove("--rows-per-second", rowsPerSecond, 0);
    check.requireAbove("--seconds", seconds, 0);
    check.requireAbove("--warm-up-seconds", warmUpSeconds, 0);
    check.requireWritable("--folder", folder);
    job.check(check);
    json.check(check);
    LatencyBench.Settings settings =
        new LatencyBench.Settings(
            requestsPerSecond,
            rowsPerSecond,
            warmUpSeconds,
            seconds,
            chains,
            samplesPerChain,
            job.parallelism(),
            delivery,
            Duration.ofMillis(checkpointMillis),
            folder,
            job.overrides());
    LatencyBench.Result result = new LatencyBench(settings, line -> say("%s", line)).run();
    print(result);
    json.write(result);
    return CommandLine.ExitCode.OK;
  }

  private void print(LatencyBench.Result result) {
    say(
        "%,d requests, %s, %d chains, %d samples; %,d without an answer",
        result.requests(), result.delivery(), result.chains(), result.samples(), result.failed());
    say(
        "requests a second  %,10.0f  (asked for %,d)",
        result.requestsPerSecond(), requestsPerSecond);
    say(
        "rows a second      %,10.0f  (asked for %,d; %,d steps left out)",
        result.rowsPerSecond(), rowsPerSecond, result.skippedSteps());
    say("p50                %,10.1f ms", result.p50());
    say("p90                %,10.1f ms", result.p90());
    say("p99                %,10.1f ms", result.p99());
    say("p99.9              %,10.1f ms", result.p999());
    say("max                %,10.1f ms", result.max());
    say("mean               %,10.1f ms", result.mean());
  }

  private void say(String format, Object... values) {
    spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
    spec.commandLine().getOut().flush();
  }
}
