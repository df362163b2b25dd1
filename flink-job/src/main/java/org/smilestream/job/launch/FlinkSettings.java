package org.smilestream.job.launch;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.smilestream.job.options.JobSettings;

/** Our runtime settings in Flink's own options. */
public final class FlinkSettings {

  private static final String LOOPBACK = "127.0.0.1";

  /** A prediction must not wait for the network buffer to fill; Flink's default is 100 ms. */
  private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(5);

  /**
   * Rows wait for the next watermark, and come to the chains in bursts of what one releases. A
   * barrier stands behind such a burst, and requests wait for it. Flink's default is 200 ms.
   */
  private static final Duration WATERMARK_INTERVAL = Duration.ofMillis(50);

  /**
   * How long rows may lie between two tasks. A barrier stands behind them, and where it is awaited
   * requests wait as well: with Flink's buffers of 32 KB, for thousands of rows to be learned from.
   */
  private static final Duration QUEUE = Duration.ofMillis(100);

  private static final int HIGHEST_PORT = 65_535;
  private static final int MOST_PROCESSES = 64;

  private FlinkSettings() {}

  /** Options that a task manager takes from its own configuration and not from the job's. */
  public static Configuration ofTaskManager() {
    Configuration flink = new Configuration();
    flink.set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true);
    flink.set(TaskManagerOptions.BUFFER_DEBLOAT_TARGET, QUEUE);
    return flink;
  }

  /**
   * Options by which each process of Flink serves its metrics to Prometheus, on all addresses of
   * the machine: the reporter knows no other way.
   *
   * @param port of the first process; the others take the next free ones
   */
  public static Configuration ofPrometheus(int port) {
    Configuration flink = new Configuration();
    flink.setString(
        "metrics.reporter.prometheus.factory.class",
        "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
    flink.setString(
        "metrics.reporter.prometheus.port",
        port + "-" + Math.min(HIGHEST_PORT, port + MOST_PROCESSES));
    return flink;
  }

  /** The options of the job, with those of a task manager for one in this JVM. */
  public static Configuration of(JobSettings.Runtime runtime) {
    Configuration flink = ofTaskManager();
    // Where the cluster lives in this JVM, nobody else needs its ports. Any other has its own
    // setting.
    flink.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    // A type that fell back to Kryo would lose its state when a class changes.
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
    flink.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, WATERMARK_INTERVAL);
    flink.set(StateBackendOptions.STATE_BACKEND, runtime.stateBackend());
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, runtime.checkpointInterval());
    flink.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, runtime.checkpointTimeout());
    // The chains continue exactly where they were whatever is chosen for the predictions.
    flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    // A barrier that overtook rows in one subtask only would let the subtasks disagree on what is
    // known at it.
    flink.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    // A disk that is full for a while would else throw the job back again and again.
    flink.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, runtime.tolerableCheckpointFailures());
    // What was learned must outlive the job.
    flink.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    if (runtime.dropRemovedModels()) {
      flink.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
    }
    runtime
        .checkpointDirectory()
        .ifPresent(
            directory -> {
              flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
              flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory);
            });
    runtime
        .parallelism()
        .ifPresent(parallelism -> flink.set(CoreOptions.DEFAULT_PARALLELISM, parallelism));
    return flink;
  }
}
