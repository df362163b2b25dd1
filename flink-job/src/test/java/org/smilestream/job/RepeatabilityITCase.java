package org.smilestream.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.format.FileLayout;
import org.smilestream.connectors.format.FileSchema;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.connectors.replay.CsvReplay;
import org.smilestream.connectors.replay.ReplayRow;
import org.smilestream.job.dataflow.JobEdge;
import org.smilestream.job.dataflow.StreamJob;
import org.smilestream.job.dataflow.StreamModel;
import org.smilestream.job.launch.FlinkSettings;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.prequential.FileEdge;
import org.smilestream.job.prequential.Results;

/**
 * The same rows give the same predictions and the same samples, to the last bit: whatever the
 * parallelism, the pace, the partitions, whether they come from a history or live, and through a
 * failure.
 */
@Timeout(180)
class RepeatabilityITCase {
  private static final int ROWS = 300;

  /** Seconds of the stream in one: the rows come within some three seconds. */
  private static final double PACE = 100;

  @RegisterExtension static final TestPlatform PLATFORM = new TestPlatform();

  private static final List<ObjectNode> SENT = SyntheticStream.rows(ROWS);
  private static Outcome reference;

  /**
   * What a run wrote.
   *
   * @param predictions value by key
   * @param samples values
   */
  private record Outcome(Map<String, String> predictions, Set<ByteBuffer> samples) {

    /** The outcome of a job that has ended, each prediction of which is there once. */
    static Outcome of(RunningJob job) {
      Map<String, String> predictions = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> record :
          job.read(job.settings().topics().predictions())) {
        String id = new String(record.key(), UTF_8);
        String twice = predictions.put(id, new String(record.value(), UTF_8));
        assertThat(twice).as("an earlier prediction of %s", id).isNull();
      }
      Set<ByteBuffer> samples = new HashSet<>();
      job.read(job.settings().topics().posterior())
          .forEach(record -> samples.add(ByteBuffer.wrap(record.value())));
      return new Outcome(predictions, samples);
    }
  }

  @BeforeAll
  static void runOnce() throws Exception {
    Map<String, String> options = Map.of("parallelism", "1", "topic.partitions", "1");
    try (RunningJob job = RunningJob.start(PLATFORM, "reference", options, 0)) {
      job.replay(SyntheticStream.replay(SENT), 0);
      job.drain(ROWS);
      reference = Outcome.of(job);
    }
    assertThat(reference.predictions()).hasSize(ROWS);
    assertThat(reference.samples()).hasSizeGreaterThan(300);
  }

  private static void assertAsReference(RunningJob job) {
    Outcome outcome = Outcome.of(job);
    assertThat(outcome.predictions()).isEqualTo(reference.predictions());
    // Not with a description of the difference: that would be hundreds of buffers long.
    assertThat(outcome.samples().equals(reference.samples())).as("the same samples").isTrue();
  }

  @Test
  void withTwoSubtasksAndPartitionsOutOfStep() throws Exception {
    try (RunningJob job = RunningJob.start(PLATFORM, "out-of-step", Map.of(), 0)) {
      String topic = job.settings().topics().observations();
      // Partition 0 is 100 rows ahead of partition 1, all the way.
      for (int i = 0; i < ROWS + 100; i++) {
        if (i % 2 == 0 && i < ROWS) {
          job.send(topic, 0, SyntheticStream.bytes(SENT.get(i).toString()));
        }
        if (i % 2 == 1 && i >= 100) {
          job.send(topic, 1, SyntheticStream.bytes(SENT.get(i - 100).toString()));
        }
      }
      job.drain(ROWS);
      assertAsReference(job);
    }
  }

  @Test
  void fromAFile(@TempDir Path folder) throws Exception {
    assertThat(predictions(file(folder), 2, List.of())).isEqualTo(reference.predictions());
  }

  /** Steps, window and a pause change at rows of the middle of the stream. */
  @Test
  void changesByControlRecordsComeAtTheSameRows(@TempDir Path folder) throws Exception {
    List<String> changes =
        List.of(
            change(250, "resume", ""),
            change(150, "set", ", 'options': {'window.rows': 70}"),
            change(150, "set", ", 'options': {'learning.steps-per-row': 6}"),
            change(230, "pause", ""));
    Map<String, String> alone = predictions(file(folder), 1, changes);
    Map<String, String> together = predictions(file(folder), 3, changes);

    assertThat(together).isEqualTo(alone);
    assertThat(IntStream.range(0, ROWS).mapToObj(SyntheticStream::id).toList())
        .filteredOn(id -> !alone.get(id).equals(reference.predictions().get(id)))
        .first()
        .asString()
        .isBetween(SyntheticStream.id(151), SyntheticStream.id(155));
  }

  private static String change(int row, String type, String further) {
    return "{'id': 'c', 'type': '%s', 'from': '%s'%s}"
        .formatted(type, SyntheticStream.START.plusSeconds(row), further)
        .replace('\'', '"');
  }

  private static Path file(Path folder) throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,time,x1,x2,colour,y"));
    for (ObjectNode row : SENT) {
      lines.add(
          String.join(
              ",",
              List.of("id", "time", "x1", "x2", "colour", "y").stream()
                  .map(column -> row.get(column).asText())
                  .toList()));
    }
    return Files.write(folder.resolve("rows.csv"), lines);
  }

  /** What a job makes of the rows of a file, value by id. */
  private static Map<String, String> predictions(Path file, int parallelism, List<String> changes)
      throws Exception {
    Map<String, String> options = new HashMap<>(RunningJob.SMALL_MODEL);
    options.put("kafka.bootstrap-servers", "none");
    JobSettings settings = JobSettings.from(Configuration.fromMap(options));
    FileSchema schema =
        new FileSchema(SyntheticStream.SCHEMA, new FileLayout(List.of(), List.of()));
    try (Results results = new Results()) {
      StreamExecutionEnvironment environment =
          PLATFORM.environment(FlinkSettings.of(settings.runtime()), parallelism);
      JobEdge edge = new FileEdge(file, schema, ROWS, results);
      StreamModel model =
          new StreamModel(
              settings,
              SyntheticStream.SCHEMA,
              changes.isEmpty() ? edge : new ControlledEdge(edge, changes),
              Optional.empty());
      new StreamJob(environment, List.of(model)).build();
      environment.execute();

      PredictionFormat format = new PredictionFormat(SyntheticStream.SCHEMA);
      Map<String, String> predictions = new HashMap<>();
      results
          .predictions()
          .forEach(each -> predictions.put(each.id(), new String(format.value(each), UTF_8)));
      return predictions;
    }
  }

  @Test
  void withFourSubtasks() throws Exception {
    Map<String, String> options = Map.of("parallelism", "4", "topic.partitions", "4");
    try (RunningJob job = RunningJob.start(PLATFORM, "four", options, 0)) {
      job.replay(SyntheticStream.replay(SENT), 0);
      job.drain(ROWS);
      assertAsReference(job);
    }
  }

  @Test
  void atAPace() throws Exception {
    try (RunningJob job = RunningJob.start(PLATFORM, "paced", Map.of(), 0)) {
      job.replay(SyntheticStream.replay(SENT), PACE);
      job.drain(ROWS);
      assertAsReference(job);
    }
  }

  /** Writes rows to a new topic of three partitions, as they come. */
  private static void writeHistory(String topic, List<ObjectNode> rows) throws Exception {
    KafkaConnection connection = KafkaConnection.to(PLATFORM.bootstrapServers());
    try (TopicAdmin admin = TopicAdmin.connect(connection, TopicAdmin.DEFAULT_TIMEOUT)) {
      admin.createIfMissing(topic, 3, false);
    }
    new CsvReplay(connection, topic, 3, 0)
        .send(SyntheticStream.replay(rows), (sent, total, time) -> {});
  }

  private static List<ObjectNode> sent(IntPredicate which) {
    return IntStream.range(0, ROWS).filter(which).mapToObj(SENT::get).toList();
  }

  /** Some rows of the history's time come live, and the history grows after its end was taken. */
  @Test
  void fromAHistoryAndOnLive() throws Exception {
    IntPredicate live = i -> i >= 200 || (i >= 100 && i % 10 == 3);
    writeHistory("merged", sent(live.negate()));
    Map<String, String> options = Map.of("history.topic", "merged");
    try (RunningJob job = RunningJob.start(PLATFORM, "from-history", options, 0)) {
      job.send("merged", 0, SyntheticStream.bytes(SENT.get(299).toString()));
      job.replay(SyntheticStream.replay(sent(live)), 0);
      job.drain(ROWS);
      assertAsReference(job);
    }
  }

  @Test
  void fromAnInstantOn() throws Exception {
    writeHistory("from-instant.observations", sent(i -> i < 50));
    Thread.sleep(10);
    Map<String, String> options =
        Map.of("start.from", Instant.now().toString(), "topic.partitions", "3");
    try (RunningJob job = RunningJob.start(PLATFORM, "from-instant", options, 0)) {
      job.replay(SyntheticStream.replay(SENT), 0);
      job.drain(ROWS);
      assertAsReference(job);
    }
  }

  @Test
  void aHistoryThatIsNotThereIsOneSentence() {
    Map<String, String> options = Map.of("history.topic", "nowhere");
    assertThatThrownBy(() -> RunningJob.start(PLATFORM, "without-history", options, 0))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage("option 'history.topic' cannot be 'nowhere': there is no such topic");
  }

  /**
   * Read one by one; killed when few rows have been predicted and the others wait for live ones.
   */
  @Test
  void throughAFailureInAHistory() throws Exception {
    IntPredicate live = i -> i >= 250 || i == 30 || i == 31;
    writeHistory("interrupted", sent(live.negate()));
    List<ReplayRow> rows = SyntheticStream.replay(sent(live));
    Map<String, String> options =
        Map.of("history.topic", "interrupted", "kafka.client.max.poll.records", "1");
    try (RunningJob job = RunningJob.start(PLATFORM, "failing-in-history", options, 1)) {
      job.replay(rows.subList(0, 2), 0);
      job.awaitPredictions(20);
      job.killTaskManager();
      job.replay(rows.subList(2, rows.size()), 0);
      job.drain(ROWS);
      assertThat(job.restarts()).isEqualTo(1);
      assertAsReference(job);
    }
  }

  /** Stopped when the history has been read, but not all of it learned from. */
  @Test
  void throughASavepointAfterAHistory() throws Exception {
    writeHistory("stopped", sent(i -> i < 200 && i % 100 != 50));
    Map<String, String> options = Map.of("history.topic", "stopped");
    List<ReplayRow> live = SyntheticStream.replay(sent(i -> i >= 200 || i % 100 == 50));
    String savepoint;
    try (RunningJob job = RunningJob.start(PLATFORM, "stopped-in-history", options, 0)) {
      job.replay(live.subList(0, 2), 0);
      job.awaitPredictions(50);
      savepoint = job.stop();
    }
    try (RunningJob job = RunningJob.resume(PLATFORM, savepoint, "stopped-in-history", options)) {
      job.replay(live.subList(2, live.size()), 0);
      job.drain(ROWS);
      assertAsReference(job);
    }
  }

  @Test
  void throughAFailure() throws Exception {
    try (RunningJob job = RunningJob.start(PLATFORM, "failing", Map.of(), 1)) {
      List<ReplayRow> rows = SyntheticStream.replay(SENT);
      // Committed by a checkpoint, and the chains run.
      job.replay(rows.subList(0, 100), 0);
      job.awaitPredictions(90);
      // What has come since the last checkpoint is lost with the task manager.
      job.replay(rows.subList(100, 200), PACE);
      job.killTaskManager();
      job.replay(rows.subList(200, ROWS), PACE);
      job.drain(ROWS);
      assertThat(job.restarts()).isEqualTo(1);
      assertAsReference(job);
    }
  }
}
