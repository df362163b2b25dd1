package org.smilestream.job.prequential;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.smilestream.connectors.format.FileSchema;
import org.smilestream.data.Prediction;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.FlinkSettings;
import org.smilestream.job.StreamJob;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.report.DriftEvent;
import org.smilestream.job.report.HtmlReport;
import org.smilestream.job.report.KeyScore;
import org.smilestream.job.report.ReportJson;
import org.smilestream.job.report.RunSummary;
import org.smilestream.job.report.SamplerSummary;
import org.smilestream.job.report.Scores;

/** One run over a file, in a Flink mini cluster inside this JVM. */
final class Prequential {
  /** Number of keys that the summary names. */
  private static final int WORST_KEYS = 10;

  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

  /** Rows wait for the watermark: a long interval would let the whole file wait in memory. */
  private static final Duration WATERMARK_INTERVAL = Duration.ofMillis(20);

  private final PrequentialOptions options;
  private final JobSettings settings;
  private final FileSchema schema;
  private final PrequentialConsole console;

  Prequential(
      PrequentialOptions options, JobSettings settings, FileSchema schema, PrintWriter out) {
    this.options = options;
    this.settings = settings;
    this.schema = schema;
    console = new PrequentialConsole(out, schema.schema().classes());
  }

  /**
   * A summary with the alarms of the run.
   *
   * @param events drift alarms, and what came of them
   * @param worstKeys null where there is one model
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record WithEvents(
      @JsonUnwrapped RunSummary run, List<DriftEvent> events, List<KeyScore> worstKeys) {}

  /**
   * Runs from the first row to the report.
   *
   * @throws IOException in one sentence, if the file does not fit the schema
   */
  void run() throws Exception {
    long rows = count();
    try (Results results = new Results()) {
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.createLocalEnvironment(flink());
      new StreamJob(
              environment,
              settings,
              schema.schema(),
              new FileEdge(options.data, schema, rows, results),
              Optional.empty())
          .build();
      long start = System.nanoTime();
      CompletableFuture<JobExecutionResult> end =
          environment
              .executeAsync("SmileStream " + schema.schema().model())
              .getJobExecutionResult();
      follow(end, rows, start, results);
      report(rows, results, secondsSince(start));
    }
  }

  /** Reads the file once, so that what is wrong with it is known before anything starts. */
  private long count() throws IOException {
    try (RecordReader file = new RecordReader(options.data, schema)) {
      long rows = 0;
      while (file.next() != null) {
        rows++;
      }
      if (rows == 0) {
        throw new IOException("file '" + options.data + "' has no rows");
      }
      console.start(options.data, rows, file.dropped());
      return rows;
    }
  }

  private Configuration flink() {
    Configuration flink = FlinkSettings.of(settings.runtime());
    flink.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
    flink.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, WATERMARK_INTERVAL);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    return flink;
  }

  private void follow(
      CompletableFuture<JobExecutionResult> end, long rows, long start, Results results)
      throws InterruptedException, ExecutionException {
    boolean running = true;
    while (running) {
      try {
        end.get(PROGRESS_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        running = false;
      } catch (TimeoutException e) {
        List<Prediction> predictions = results.predictions();
        console.progress(
            100L * results.answered() / rows,
            predictions.size(),
            Scores.of(predictions),
            results.newestScored(),
            secondsSince(start));
      }
    }
  }

  private void report(long rows, Results results, double seconds) throws IOException {
    List<Prediction> predictions = results.predictions();
    List<TunerStatistics> statistics = results.statistics();
    boolean keyed = settings.keys().isPresent();
    String engine =
        statistics.isEmpty()
            ? settings.chains().engine()
            : statistics.get(statistics.size() - 1).engine();
    RunSummary summary =
        new RunSummary(
            rows,
            predictions.size(),
            results.deadLetters(),
            seconds,
            0,
            engine,
            options.report.toAbsolutePath().toString(),
            Scores.of(predictions),
            keyed
                ? SamplerSummary.ofKeys(settings.learner().sampler(), statistics, seconds)
                : SamplerSummary.of(settings.learner().sampler(), statistics, seconds));
    // The charts of chains are of the groups of one model.
    HtmlReport.write(options.report, summary, predictions, keyed ? List.of() : statistics);
    List<KeyScore> keys = keyed ? KeyScore.of(predictions) : List.of();
    List<KeyScore> worst = keys.subList(0, Math.min(WORST_KEYS, keys.size()));
    if (options.json != null) {
      String json =
          ReportJson.write(
              new WithEvents(summary, DriftEvent.of(statistics), keyed ? worst : null));
      Files.writeString(options.json, json + System.lineSeparator());
    }
    console.summary(summary, results.firstDeadLetter());
    if (keyed) {
      console.keys(keys.size(), worst);
    }
    if (results.answered() != rows) {
      throw new IllegalStateException(
          "%d records were read, but %d predictions, scores and dead letters came back"
              .formatted(rows, results.answered()));
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
