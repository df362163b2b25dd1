package org.smilestream.job.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.Configuration;
import org.smilestream.connectors.broker.BrokerProcess;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.connectors.replay.CsvReplay;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.connectors.replay.ReplayRow;
import org.smilestream.data.Prediction;
import org.smilestream.data.Schema;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.command.JsonOutput;
import org.smilestream.job.command.RunArguments;
import org.smilestream.job.local.FlightsModel;
import org.smilestream.job.local.MiniClusterJob;
import org.smilestream.job.local.TemporaryFolder;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.report.DriftEvent;
import org.smilestream.job.report.HtmlReport;
import org.smilestream.job.report.PredictionLog;
import org.smilestream.job.report.RunSummary;
import org.smilestream.job.report.SamplerSummary;
import org.smilestream.job.report.Scores;
import org.smilestream.job.watch.Choice;
import org.smilestream.job.watch.Watch;

/** One run of the demo, and all that it started. */
final class Demo implements AutoCloseable {
  private static final Duration TIME_TO_START = Duration.ofSeconds(60);
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

  private final DemoOptions options;
  private final RunArguments run;
  private final JsonOutput json;
  private final DemoConsole console;
  private final Thread onInterrupt = new Thread(this::stop, "demo-shutdown");
  private final AtomicBoolean stopped = new AtomicBoolean();
  private TemporaryFolder folder;
  private BrokerProcess broker;
  private MiniClusterJob cluster;
  private Watch watch;

  Demo(DemoOptions options, RunArguments run, JsonOutput json, PrintWriter out) {
    this.options = options;
    this.run = run;
    this.json = json;
    console = new DemoConsole(out);
    Runtime.getRuntime().addShutdownHook(onInterrupt);
  }

  /** Runs from the start of the broker to the report. */
  void run() throws Exception {
    List<Flights.Flight> all = Flights.flights();
    List<Flights.Flight> flights = all.subList(0, Math.min(options.records, all.size()));
    List<ReplayRow> records = options.scenario.records(flights);
    Schema schema = options.scenario.schema();
    console.say(options.scenario.title());
    folder = new TemporaryFolder(options.folder);
    broker = BrokerProcess.start(folder.path().resolve("kafka"), 0, TIME_TO_START);
    console.say(
        "Kafka:        %s (topics flights, predictions, tuner, posterior, dead-letters)",
        broker.bootstrapServers());
    JobSettings settings = JobSettings.from(configuration());
    cluster =
        new MiniClusterJob(
            settings, schema, options.port, Optional.ofNullable(options.metricsPort), folder);
    console.say("Flink's page: %s", cluster.page());
    KafkaConnection connection = KafkaConnection.to(broker.bootstrapServers());
    watch =
        new Watch(
            connection,
            settings.topics(),
            List.of(schema),
            Choice.ANY,
            InetAddress.getLoopbackAddress(),
            options.watchPort);
    console.say("Live page:    %s", watch.page());
    console.say("");

    try (DemoResults results = new DemoResults(connection, settings.topics(), schema);
        TopicAdmin admin = TopicAdmin.connect(connection, TIME_TO_START)) {
      long start = System.nanoTime();
      replay(records, flights.size(), connection, settings, admin, results);
      long checkpoints = cluster.checkpoints();
      if (!options.keep) {
        cluster.drain();
      }
      results.pollToEnd();
      double seconds = (System.nanoTime() - start) / 1e9;
      report(summary(flights.size(), settings, results, checkpoints, seconds), results);
    }
    if (options.keep) {
      console.say(
          "The job stays up until Ctrl-C; the flights of the last minute wait for later ones.");
      Thread.currentThread().join();
    }
  }

  private Configuration configuration() {
    Map<String, String> all = new HashMap<>(FlightsModel.OPTIONS);
    all.putAll(options.scenario.options());
    all.put("kafka.bootstrap-servers", broker.bootstrapServers());
    all.put("kafka.group-id", "smilestream-demo");
    all.put("topic.observations", "flights");
    all.put("schema.file", "flights.yaml");
    all.put("chains.count", Integer.toString(options.chains));
    all.put("chains.groups", Integer.toString(Math.min(2, options.chains)));
    all.put("engine", options.engine);
    all.put("parallelism", Integer.toString(run.parallelism()));
    all.put("checkpoint.interval", "2 s");
    return Configuration.fromMap(all);
  }

  /** Sends the records and follows the answers until the job has read every one. */
  private void replay(
      List<ReplayRow> records,
      int flights,
      KafkaConnection connection,
      JobSettings settings,
      TopicAdmin admin,
      DemoResults results)
      throws Exception {
    String topic = settings.topics().observations();
    CsvReplay replay =
        new CsvReplay(connection, topic, settings.topics().partitions(), options.speed);
    FutureTask<Void> sending =
        new FutureTask<>(
            () -> {
              replay.send(records, (sent, total, eventTime) -> {});
              return null;
            });
    Thread producer = new Thread(sending, "replay");
    producer.setDaemon(true);
    producer.start();
    long nextProgress = System.nanoTime() + PROGRESS_INTERVAL.toNanos();
    int shown = -1;
    boolean allRead = false;
    while (!allRead) {
      results.poll();
      cluster.check();
      if (System.nanoTime() >= nextProgress) {
        if (results.predictions().size() > shown) {
          progress(flights, results.predictions());
          shown = results.predictions().size();
        }
        nextProgress += PROGRESS_INTERVAL.toNanos();
      }
      allRead = sending.isDone() && admin.lag(settings.kafka().groupId(), topic) == 0;
      if (sending.isDone()) {
        sending.get();
      }
    }
  }

  private void progress(int total, PredictionLog predictions) {
    if (predictions.size() == 0) {
      console.say("  0 %%  the job is starting");
      return;
    }
    Scores scores = Scores.of(predictions.ordered());
    console.progress(total, predictions.size(), scores, predictions.newestScored());
  }

  private RunSummary summary(
      int records, JobSettings settings, DemoResults results, long checkpoints, double seconds) {
    List<TunerStatistics> statistics = results.statistics();
    String engine =
        statistics.isEmpty() ? options.engine : statistics.get(statistics.size() - 1).engine();
    return new RunSummary(
        records,
        results.predictions().size(),
        results.deadLetters(),
        seconds,
        checkpoints,
        engine,
        run.report().toAbsolutePath().toString(),
        Scores.of(results.predictions().ordered()),
        SamplerSummary.of(settings.learner().sampler(), statistics, seconds));
  }

  private void report(RunSummary summary, DemoResults results) throws IOException {
    List<Prediction> predictions = results.predictions().ordered();
    HtmlReport.write(run.report(), summary, predictions, results.statistics());
    json.write(summary);
    console.summary(summary, options.scenario != Scenario.DRIFT);
    int middle = (int) summary.records() / 2;
    if (options.scenario == Scenario.DRIFT && predictions.size() > middle) {
      console.drift(middle, predictions, DriftEvent.of(results.statistics()));
    }
    if (results.predictions().duplicate() != null) {
      throw new IllegalStateException(
          "flight " + results.predictions().duplicate() + " was predicted twice");
    }
    if (!options.keep && summary.predictions() + summary.deadLetters() != summary.records()) {
      throw new IllegalStateException(
          "%d flights were sent, but %d predictions and %d dead letters came back"
              .formatted(summary.records(), summary.predictions(), summary.deadLetters()));
    }
    long unscored = predictions.stream().filter(each -> !each.hasTarget()).count();
    if (!options.keep && unscored > 0) {
      throw new IllegalStateException(unscored + " predictions have not got their labels");
    }
  }

  /** Whether the demo was told to stop. */
  boolean isStopped() {
    return stopped.get();
  }

  private void stop() {
    if (stopped.getAndSet(true)) {
      return;
    }
    for (AutoCloseable started : new AutoCloseable[] {watch, cluster, broker, folder}) {
      try {
        if (started != null) {
          started.close();
        }
      } catch (Exception e) {
        console.say("on the way out: %s", e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    } catch (IllegalStateException e) {
      // The JVM is shutting down, and the hook has run or is running.
    }
  }
}
