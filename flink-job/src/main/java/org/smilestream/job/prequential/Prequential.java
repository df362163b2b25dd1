package org.smilestream.job.prequential;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.smilestream.data.Promotion;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.command.JsonOutput;
import org.smilestream.job.dataflow.StreamJob;
import org.smilestream.job.dataflow.StreamModel;
import org.smilestream.job.launch.FlinkSettings;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.report.DriftEvent;
import org.smilestream.job.report.HtmlReport;
import org.smilestream.job.report.KeyScore;
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

  private final Path data;
  private final Path report;
  private final JsonOutput json;
  private final JobSettings settings;
  private final FileSchema schema;
  private final Map<String, FileSchema> challengers;
  private final PrequentialConsole console;

  /**
   * @param data file with the rows
   * @param report where the report goes
   * @param challengers the schemas of the challengers, by name
   */
  Prequential(
      Path data,
      Path report,
      JsonOutput json,
      JobSettings settings,
      FileSchema schema,
      Map<String, FileSchema> challengers,
      PrintWriter out) {
    this.data = data;
    this.report = report;
    this.json = json;
    this.settings = settings;
    this.schema = schema;
    this.challengers = challengers;
    console = new PrequentialConsole(out, schema.schema().classes());
  }

  /**
   * A summary with the alarms of the run.
   *
   * @param events drift alarms and what came of them, then challengers that were found to be better
   * @param models the scores of each model; null where there is one
   * @param worstKeys null where there is no model for each key
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record WithEvents(
      @JsonUnwrapped RunSummary run,
      List<Object> events,
      List<ModelScores> models,
      List<KeyScore> worstKeys) {}

  /**
   * A challenger was found to be better.
   *
   * @param eventTime of the row at which it was
   */
  private record PromotionEvent(String model, String eventTime, String event) {
    static PromotionEvent of(Promotion promotion) {
      return new PromotionEvent(
          promotion.model(),
          Instant.ofEpochMilli(promotion.eventTime()).toString(),
          PrequentialConsole.text(promotion));
    }
  }

  /** What one of several models would have scored as the only one. */
  record ModelScores(String model, Scores scores) {}

  private static List<Object> events(List<TunerStatistics> statistics, List<Promotion> promotions) {
    List<Object> events = new ArrayList<>(DriftEvent.of(statistics));
    promotions.stream().map(PromotionEvent::of).forEach(events::add);
    return events;
  }

  /**
   * Runs from the first row to the report.
   *
   * @throws IOException in one sentence, if the file does not fit the schema
   */
  void run() throws Exception {
    long rows = count();
    Map<String, Results> models = new LinkedHashMap<>();
    try (Results results = new Results()) {
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.createLocalEnvironment(flink());
      if (!challengers.isEmpty()) {
        models.put(schema.schema().model(), new Results());
      }
      FileEdge first =
          new FileEdge(
              data, schema, rows, results, models.getOrDefault(schema.schema().model(), results));
      List<StreamModel> all = new ArrayList<>();
      all.add(new StreamModel(settings, schema.schema(), first, Optional.empty()));
      for (JobSettings.Challenger challenger : settings.challengers()) {
        FileSchema own = challengers.get(challenger.name());
        models.put(challenger.name(), new Results());
        FileEdge edge = new FileEdge(data, own, count(own), results, models.get(challenger.name()));
        all.add(new StreamModel(challenger.settings(), own.schema(), edge, Optional.empty()));
      }
      new StreamJob(environment, all).build();
      long start = System.nanoTime();
      CompletableFuture<JobExecutionResult> end =
          environment
              .executeAsync("SmileStream " + schema.schema().model())
              .getJobExecutionResult();
      follow(end, rows, start, results);
      report(rows, results, models, secondsSince(start));
    } finally {
      models.values().forEach(Results::close);
    }
  }

  /** Reads the file once, so that what is wrong with it is known before anything starts. */
  private long count() throws IOException {
    try (RecordReader file = new RecordReader(data, schema)) {
      long rows = count(file);
      if (rows == 0) {
        throw new IOException("file '" + data + "' has no rows");
      }
      console.start(data, rows, file.dropped());
      return rows;
    }
  }

  /** Number of records that the file makes by the schema of a challenger. */
  private long count(FileSchema challenger) throws IOException {
    try (RecordReader file = new RecordReader(data, challenger)) {
      return count(file);
    }
  }

  private static long count(RecordReader file) throws IOException {
    long rows = 0;
    while (file.next() != null) {
      rows++;
    }
    return rows;
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

  private void report(long rows, Results results, Map<String, Results> models, double seconds)
      throws IOException {
    List<Prediction> predictions = results.predictions();
    List<TunerStatistics> all = results.statistics();
    boolean several = !models.isEmpty();
    // Groups have numbers in one model; those of another would be taken for them.
    List<TunerStatistics> statistics =
        several
            ? all.stream().filter(each -> each.model().equals(schema.schema().model())).toList()
            : all;
    Results read = several ? models.get(schema.schema().model()) : results;
    List<ModelScores> scores = new ArrayList<>();
    models.forEach(
        (model, own) -> scores.add(new ModelScores(model, Scores.of(own.predictions()))));
    boolean keyed = settings.keys().isPresent();
    String engine =
        statistics.isEmpty()
            ? settings.chains().engine()
            : statistics.get(statistics.size() - 1).engine();
    RunSummary summary =
        new RunSummary(
            rows,
            predictions.size(),
            read.deadLetters(),
            seconds,
            0,
            engine,
            report.toAbsolutePath().toString(),
            Scores.of(predictions),
            keyed
                ? SamplerSummary.ofKeys(settings.learner().sampler(), statistics, seconds)
                : SamplerSummary.of(settings.learner().sampler(), statistics, seconds));
    // The charts of chains are of the groups of one model.
    HtmlReport.write(report, summary, predictions, keyed ? List.of() : statistics);
    List<KeyScore> keys = keyed ? KeyScore.of(predictions) : List.of();
    List<KeyScore> worst = keys.subList(0, Math.min(WORST_KEYS, keys.size()));
    json.write(
        new WithEvents(
            summary,
            events(all, results.promotions()),
            several ? scores : null,
            keyed ? worst : null));
    console.summary(summary, read.firstDeadLetter());
    if (several) {
      console.models(scores, results.promotions());
    }
    if (keyed) {
      console.keys(keys.size(), worst);
    }
    if (read.answered() != rows) {
      throw new IllegalStateException(
          "%d records were read, but %d predictions, scores and dead letters came back"
              .formatted(rows, read.answered()));
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
