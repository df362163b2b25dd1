package org.smilestream.job.bench.keyed;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.smilestream.data.Row;
import org.smilestream.job.dataflow.KeyedModels;
import org.smilestream.job.dataflow.StreamJob;
import org.smilestream.job.dataflow.StreamModel;
import org.smilestream.job.launch.FlinkSettings;
import org.smilestream.job.local.TemporaryFolder;
import org.smilestream.job.options.JobSettings;
import org.smilestream.operators.diagnostics.DiagnosticsOperator;

/** One run of the job over a made-up stream, and the same rows through recursive least squares. */
final class KeyedBench {
  private final KeyedStream stream;
  private final int rowsPerKey;
  private final JobSettings settings;

  /**
   * What came of it.
   *
   * @param cpuMicrosPerRow processor time of all threads, of start and compilation too
   * @param samples the most that a prediction was made of
   * @param parameters of each network
   * @param logDensity mean over all scored rows
   * @param peerLogDensity that of recursive least squares
   * @param betterKeys number of keys whose mean log density is above that of their peer
   */
  record Result(
      int keys,
      int rowsPerKey,
      double seconds,
      double rowsPerSecond,
      double rowsPerSecondOfSecondHalf,
      double cpuMicrosPerRow,
      double cpuMicrosPerRowOfSecondHalf,
      int samples,
      int chains,
      int parameters,
      long peakHeapMegabytes,
      long bytesPerModel,
      double logDensity,
      double peerLogDensity,
      int betterKeys) {}

  KeyedBench(KeyedStream stream, int rowsPerKey, JobSettings settings) {
    this.stream = stream;
    this.rowsPerKey = rowsPerKey;
    this.settings = settings;
  }

  Result run() throws Exception {
    long rows = (long) stream.keys() * rowsPerKey;
    try (TemporaryFolder folder =
            new TemporaryFolder(Path.of(System.getProperty("java.io.tmpdir")));
        KeyedScores scores = new KeyedScores(rows)) {
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.createLocalEnvironment(flink(folder.path()));
      StreamModel models =
          new StreamModel(
              settings,
              KeyedStream.schema(),
              new KeyedEdge(stream, rows, scores),
              Optional.empty());
      new StreamJob(environment, List.of(models)).build();
      heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
      KeyedScores.Moment start = KeyedScores.Moment.now();
      environment.execute("SmileStream bench keyed");
      KeyedScores.Moment end = KeyedScores.Moment.now();
      if (scores.predictions() != rows) {
        throw new IllegalStateException(
            "%d rows were sent, and %d predictions came".formatted(rows, scores.predictions()));
      }
      return result(scores, start, end);
    }
  }

  private Configuration flink(Path checkpoints) {
    Configuration flink = FlinkSettings.of(settings.runtime());
    flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    flink.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    flink.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(20));
    return flink;
  }

  private static List<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private Result result(KeyedScores scores, KeyedScores.Moment start, KeyedScores.Moment end) {
    long rows = scores.predictions();
    long secondHalf = rows - rows / 2;
    KeyedScores.Moment middle = scores.middle();
    long peakHeap = heapPools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    double sum = 0;
    double peerSum = 0;
    int better = 0;
    for (int key = 0; key < stream.keys(); key++) {
      double own = scores.logDensity("sensors/sensor-" + key);
      double peer = peer(key);
      sum += own;
      peerSum += peer;
      better += own > peer ? 1 : 0;
    }
    return new Result(
        stream.keys(),
        rowsPerKey,
        end.secondsSince(start),
        rows / end.secondsSince(start),
        secondHalf / end.secondsSince(middle),
        1e6 * end.cpuSecondsSince(start) / rows,
        1e6 * end.cpuSecondsSince(middle) / secondHalf,
        scores.mostSamples(),
        settings.chains().count(),
        settings.spec(KeyedStream.schema()).dimension(),
        peakHeap >> 20,
        KeyedModels.settings(settings, KeyedStream.schema()).bytesPerKey(),
        sum / stream.keys(),
        peerSum / stream.keys(),
        better);
  }

  /** Mean log density of recursive least squares on the rows of a key, the first ones left out. */
  private double peer(int key) {
    RecursiveLeastSquares peer = new RecursiveLeastSquares(KeyedStream.FEATURES);
    double sum = 0;
    for (int n = 0; n < rowsPerKey; n++) {
      Row row = stream.row((long) n * stream.keys() + key);
      double density = peer.learn(row.numeric(), row.target());
      sum += n >= DiagnosticsOperator.UNSCORED_ROWS ? density : 0;
    }
    return sum / (rowsPerKey - DiagnosticsOperator.UNSCORED_ROWS);
  }
}
