package org.smilestream.job;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.connectors.replay.CsvReplay;
import org.smilestream.connectors.replay.ReplayRow;
import org.smilestream.data.Schema;
import org.smilestream.job.launch.FlinkLauncher;
import org.smilestream.job.launch.FlinkSettings;
import org.smilestream.job.options.JobSettings;

/** A job with topics of its own, and what is done with it from outside: send, read, end. */
final class RunningJob implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PARALLELISM = 2;

  /** A model that learns in seconds: 74 parameters a chain, 100 rows in the window. */
  static final Map<String, String> SMALL_MODEL =
      Map.ofEntries(
          Map.entry("schema.file", "is given as an object"),
          Map.entry("model.hidden", "8"),
          Map.entry("chains.count", "4"),
          Map.entry("chains.groups", "2"),
          Map.entry("scaler.warm-up-rows", "60"),
          Map.entry("window.rows", "100"),
          Map.entry("learning.rows-per-round", "5"),
          Map.entry("learning.steps-per-row", "4"),
          Map.entry("learning.batch-rows", "32"),
          Map.entry("learning.tuning-steps", "100"),
          Map.entry("learning.thinning", "10"),
          Map.entry("prediction.samples-per-chain", "5"),
          Map.entry("warm-start.max-epochs", "30"),
          Map.entry("checkpoint.interval", "200 ms"));

  private final TestPlatform platform;
  private final KafkaConnection connection;
  private final JobSettings settings;
  private final JobClient client;
  private final TopicAdmin admin;
  private final KafkaProducer<byte[], byte[]> producer;

  private RunningJob(TestPlatform platform, JobSettings settings, JobClient client) {
    this.platform = platform;
    this.settings = settings;
    this.client = client;
    connection = settings.kafka().connection();
    admin = TopicAdmin.connect(connection, PATIENCE);
    producer =
        new KafkaProducer<>(
            connection.properties(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Starts a job that learns {@link SyntheticStream}.
   *
   * @param name of the job and of its topics, new to the platform
   * @param options of the job, in place of those of the small model or beside them
   * @param restarts how many failures the job survives
   */
  static RunningJob start(
      TestPlatform platform, String name, Map<String, String> options, int restarts)
      throws Exception {
    return start(platform, name, SyntheticStream.SCHEMA, options, restarts);
  }

  /**
   * Starts a job that goes on from a savepoint, with the topics of the one that made it, and
   * survives three failures.
   */
  static RunningJob resume(
      TestPlatform platform, String savepoint, String name, Map<String, String> options)
      throws Exception {
    return start(platform, name, SyntheticStream.SCHEMA, options, 3, Optional.of(savepoint));
  }

  /** Starts a job that learns the rows of another schema. */
  static RunningJob start(
      TestPlatform platform, String name, Schema schema, Map<String, String> options, int restarts)
      throws Exception {
    return start(platform, name, schema, options, restarts, Optional.empty());
  }

  private static RunningJob start(
      TestPlatform platform,
      String name,
      Schema schema,
      Map<String, String> options,
      int restarts,
      Optional<String> savepoint)
      throws Exception {
    Map<String, String> all = new HashMap<>(SMALL_MODEL);
    all.put("kafka.bootstrap-servers", platform.bootstrapServers());
    all.put("kafka.group-id", name);
    all.put("checkpoint.directory", platform.folder(name));
    for (String topic :
        List.of("observations", "requests", "predictions", "tuner", "posterior", "dead-letters")) {
      all.put("topic." + topic, name + "." + topic);
    }
    all.putAll(options);
    JobSettings settings = JobSettings.from(Configuration.fromMap(all));
    Configuration flink = FlinkSettings.of(settings.runtime());
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, restarts);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
    savepoint.ifPresent(path -> flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    StreamExecutionEnvironment environment =
        platform.environment(flink, settings.runtime().parallelism().orElse(PARALLELISM));
    JobClient client = FlinkLauncher.submit(environment, settings, schema);
    return new RunningJob(platform, settings, client);
  }

  JobID id() {
    return client.getJobID();
  }

  JobSettings settings() {
    return settings;
  }

  /** Sends rows to the observations as a replay does. */
  void replay(List<ReplayRow> rows, double speed) throws Exception {
    String topic = settings.topics().observations();
    new CsvReplay(connection, topic, settings.topics().partitions(), speed)
        .send(rows, (sent, total, time) -> {});
  }

  /** Sends one record and says where it stands. */
  RecordMetadata send(String topic, int partition, byte[] value) throws Exception {
    return producer.send(new ProducerRecord<>(topic, partition, null, value)).get();
  }

  /** The committed records of a topic. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return CommittedRecords.read(connection, topic);
  }

  /** The records of the topic of the posterior that are samples. */
  List<ConsumerRecord<byte[], byte[]>> readSamples() {
    return read(settings.topics().posterior()).stream()
        .filter(record -> PosteriorSampleFormat.isSample(record.value()))
        .toList();
  }

  /** Waits until at least this many predictions are committed. */
  void awaitPredictions(int count) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int committed = 0;
    while (committed < count) {
      if (client.getJobStatus().get().isGloballyTerminalState()) {
        client.getJobExecutionResult().get();
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(committed + " predictions came in time, not " + count);
      }
      Thread.sleep(50);
      committed = read(settings.topics().predictions()).size();
    }
  }

  /**
   * Brings the stream to its end once everything was read, and waits for the end of the job.
   *
   * @param predictions that there will be in the end. All but the newest row of each partition must
   *     come before: not to stop at a lag of 0, since the source commits what it has read of a
   *     silent topic some ten seconds later.
   */
  void drain(int predictions) throws Exception {
    awaitPredictions(predictions - settings.topics().partitions());
    client
        .stopWithSavepoint(true, platform.folder("savepoints"), SavepointFormatType.CANONICAL)
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    client.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Ends the job and returns the savepoint to go on from. */
  String stop() throws Exception {
    String savepoint =
        client
            .stopWithSavepoint(false, platform.folder("savepoints"), SavepointFormatType.CANONICAL)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    client.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return savepoint;
  }

  /** Waits until the job has failed for good, and returns why. */
  Throwable failure() throws Exception {
    try {
      client.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e;
    }
    throw new AssertionError("the job did not fail");
  }

  /** How often the job was restarted. */
  int restarts() throws Exception {
    return StreamSupport.stream(
            platform
                .flink()
                .getArchivedExecutionGraph(client.getJobID())
                .get()
                .getAllExecutionVertices()
                .spliterator(),
            false)
        .mapToInt(vertex -> vertex.getCurrentExecutionAttempt().getAttemptNumber())
        .max()
        .orElseThrow();
  }

  /** Takes the only task manager away, with all that it holds, and starts another. */
  void killTaskManager() throws Exception {
    platform.replaceTaskManager();
  }

  /** Ends the job if it still runs. */
  @Override
  public void close() throws Exception {
    producer.close();
    admin.close();
    if (!client.getJobStatus().get().isGloballyTerminalState()) {
      client.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
