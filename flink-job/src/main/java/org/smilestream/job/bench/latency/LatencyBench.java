package org.smilestream.job.bench.latency;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.apache.flink.configuration.Configuration;
import org.smilestream.client.ClientTopics;
import org.smilestream.client.PredictionClient;
import org.smilestream.connectors.broker.BrokerProcess;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.job.demo.DemoCluster;
import org.smilestream.job.demo.DemoCommand;
import org.smilestream.job.demo.DemoFolder;
import org.smilestream.job.options.JobSettings;

/** One run: a broker, a cluster, the job, rows to learn from, and requests beside them. */
final class LatencyBench {
  private static final Duration TIME_TO_START = Duration.ofSeconds(60);
  private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(60);
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);
  private static final int FIRST_PORT = 8081;
  private static final int GROUPS = 2;

  private final Settings settings;
  private final Consumer<String> progress;
  private final FlightStream stream = new FlightStream();

  /**
   * What is measured.
   *
   * @param delivery as the job's option has it
   * @param options of the job, in place of the benchmark's
   */
  record Settings(
      double requestsPerSecond,
      double rowsPerSecond,
      int warmUpSeconds,
      int seconds,
      int chains,
      int samplesPerChain,
      int parallelism,
      String delivery,
      Duration checkpointInterval,
      Path folder,
      Map<String, String> options) {}

  /**
   * What came out; latencies in milliseconds from when a request was due.
   *
   * @param rowsPerSecond that all chain groups learned from while requests were sent
   * @param skippedSteps steps of a chain that were left out meanwhile, since learning was behind
   * @param samples behind the last answer
   */
  record Result(
      String delivery,
      long requests,
      long failed,
      double requestsPerSecond,
      double rowsPerSecond,
      long skippedSteps,
      int chains,
      int samples,
      double p50,
      double p90,
      double p99,
      double p999,
      double max,
      double mean) {}

  LatencyBench(Settings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  Result run() throws Exception {
    try (DemoFolder folder = new DemoFolder(settings.folder());
        BrokerProcess broker =
            BrokerProcess.start(folder.path().resolve("kafka"), 0, TIME_TO_START)) {
      JobSettings job = JobSettings.from(configuration(broker.bootstrapServers()));
      KafkaConnection connection = job.kafka().connection();
      ClientTopics topics =
          new ClientTopics(
              job.topics().requests(),
              job.topics().predictions(),
              Optional.of(job.topics().deadLetters()));
      try (DemoCluster cluster =
              new DemoCluster(job, stream.schema(), FIRST_PORT, Optional.empty(), folder);
          PredictionClient client =
              PredictionClient.connect(connection, stream.schema(), topics, TIME_TO_ANSWER);
          LearningProgress learning =
              new LearningProgress(connection, job.topics().tuner(), job.chains().groups());
          RowFeed feed =
              new RowFeed(
                  connection,
                  job.topics().observations(),
                  job.topics().partitions(),
                  settings.rowsPerSecond(),
                  stream)) {
        awaitSettled(cluster, learning, job.learner().memory().rows());
        return measure(client, learning);
      }
    }
  }

  /** The demo's model. */
  private Configuration configuration(String bootstrapServers) {
    Map<String, String> all = new HashMap<>(DemoCommand.MODEL_OPTIONS);
    all.put("kafka.bootstrap-servers", bootstrapServers);
    all.put("kafka.group-id", "smilestream-latency");
    all.put("schema.file", "flights.yaml");
    all.put("chains.count", Integer.toString(settings.chains()));
    all.put("chains.groups", Integer.toString(Math.min(GROUPS, settings.chains())));
    all.put("prediction.samples-per-chain", Integer.toString(settings.samplesPerChain()));
    all.put("parallelism", Integer.toString(settings.parallelism()));
    all.put("delivery", settings.delivery());
    all.put("checkpoint.interval", settings.checkpointInterval().toMillis() + " ms");
    // The demo's four would take both cores at some hundred rows a second.
    all.put("learning.steps-per-row", "1");
    // What the chains may take of the cores; the rest is for requests.
    all.put("learning.budget", "350 microseconds");
    // Where rows come faster than the chains can step, steps are left out. Rows do not wait, nor
    // does a checkpoint for them, and nor do requests for it.
    all.put("learning.max-lag", "40 ms");
    all.putAll(settings.options());
    return Configuration.fromMap(all);
  }

  private void awaitSettled(DemoCluster cluster, LearningProgress learning, int windowRows)
      throws Exception {
    progress.accept("learning until the window of %,d rows is full".formatted(windowRows));
    long next = System.nanoTime() + PROGRESS_INTERVAL.toNanos();
    do {
      cluster.check();
      learning.poll();
      if (System.nanoTime() >= next) {
        progress.accept("  %,d rows learned".formatted(learning.rows()));
        next += PROGRESS_INTERVAL.toNanos();
      }
    } while (!learning.isSettled(windowRows));
  }

  private Result measure(PredictionClient client, LearningProgress learning)
      throws InterruptedException {
    Requests requests = new Requests(client, stream, settings.requestsPerSecond());
    progress.accept("%d s of requests to warm up".formatted(settings.warmUpSeconds()));
    requests.send(settings.warmUpSeconds(), false);
    progress.accept("%d s of requests to measure".formatted(settings.seconds()));
    learning.poll();
    long rows = learning.rows();
    long skipped = learning.skippedSteps();
    long start = System.nanoTime();
    long sent = requests.send(settings.seconds(), true);
    double seconds = (System.nanoTime() - start) / 1e9;
    learning.poll();
    if (requests.newest() == null) {
      throw new IllegalStateException("no request was answered", requests.failure());
    }
    Histogram micros = requests.latencies();
    return new Result(
        settings.delivery(),
        sent,
        requests.failed(),
        sent / seconds,
        (learning.rows() - rows) / seconds,
        learning.skippedSteps() - skipped,
        requests.newest().provenance().chains(),
        requests.newest().provenance().samples(),
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(90) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getValueAtPercentile(99.9) / 1e3,
        micros.getMaxValue() / 1e3,
        micros.getMean() / 1e3);
  }
}
