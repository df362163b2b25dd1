package org.smilestream.job.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.smilestream.connectors.broker.LoopbackPorts;
import org.smilestream.data.Schema;
import org.smilestream.job.launch.FlinkLauncher;
import org.smilestream.job.launch.FlinkSettings;
import org.smilestream.job.options.JobSettings;

/**
 * A Flink mini cluster in this JVM with its web page on loopback, and the one job that runs in it.
 */
public final class MiniClusterJob implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final long SECONDS_TO_END = 120;
  private static final long SECONDS_TO_CANCEL = 10;

  private final int port;
  private final Path savepoints;
  private final JobClient job;

  /**
   * Starts the cluster and the job.
   *
   * @param wantedPort of the web page; the next free one is taken
   * @param metricsPort where metrics are served to Prometheus, if at all
   * @param folder for checkpoints and Flink's own files
   */
  public MiniClusterJob(
      JobSettings settings,
      Schema schema,
      int wantedPort,
      Optional<Integer> metricsPort,
      TemporaryFolder folder)
      throws Exception {
    savepoints = folder.folder("savepoints");
    Configuration flink = FlinkSettings.of(settings.runtime());
    metricsPort.ifPresent(free -> flink.addAll(FlinkSettings.ofPrometheus(free)));
    flink.set(RestOptions.ADDRESS, LOOPBACK);
    flink.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.folder("checkpoints").toUri().toString());
    // A job that cannot run is to say so.
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
    flink.set(CoreOptions.TMP_DIRS, folder.folder("flink").toString());
    Started started = start(flink, settings, schema, wantedPort);
    port = started.port();
    job = started.job();
  }

  private record Started(int port, JobClient job) {}

  /** Another program may take a free port before Flink listens on it. */
  private static Started start(
      Configuration flink, JobSettings settings, Schema schema, int wantedPort) throws Exception {
    int free = LoopbackPorts.free(wantedPort);
    while (true) {
      flink.set(RestOptions.BIND_PORT, Integer.toString(free));
      try {
        StreamExecutionEnvironment environment =
            StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(flink);
        return new Started(free, FlinkLauncher.submit(environment, settings, schema));
      } catch (Exception e) {
        if (ExceptionUtils.findThrowable(e, BindException.class).isEmpty()) {
          throw e;
        }
        free = LoopbackPorts.free(free + 1);
      }
    }
  }

  /** Address of Flink's web page. */
  public String page() {
    return "http://" + LOOPBACK + ":" + port;
  }

  /**
   * Throws if the job is no longer running.
   *
   * @throws ExecutionException with the job's own failure
   */
  public void check() throws InterruptedException, ExecutionException {
    if (job.getJobStatus().get().isGloballyTerminalState()) {
      job.getJobExecutionResult().get();
      throw new IllegalStateException("the job ended before its input did");
    }
  }

  /** Number of completed checkpoints, as Flink's page shows it. */
  public long checkpoints() throws IOException, InterruptedException {
    URI uri = URI.create(page() + "/jobs/" + job.getJobID() + "/checkpoints");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    return new ObjectMapper().readTree(answer.body()).path("counts").path("completed").asLong();
  }

  /**
   * Ends the stream: the watermark goes to its end, so that every row that waits is predicted, and
   * the job stops.
   */
  public void drain() throws InterruptedException, ExecutionException, TimeoutException {
    job.stopWithSavepoint(true, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
        .get(SECONDS_TO_END, TimeUnit.SECONDS);
    job.getJobExecutionResult().get(SECONDS_TO_END, TimeUnit.SECONDS);
  }

  /** Cancels the job if it still runs; the cluster goes with it. */
  @Override
  public void close() {
    try {
      if (!job.getJobStatus().get().isGloballyTerminalState()) {
        job.cancel().get(SECONDS_TO_CANCEL, TimeUnit.SECONDS);
        job.getJobExecutionResult().get(SECONDS_TO_CANCEL, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      // A cancelled job has no result, and a cluster that is gone has no job: both are what is
      // wanted.
    }
  }
}
