package org.smilestream.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.broker.BrokerProcess;
import org.smilestream.connectors.format.AvroRecords;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.connectors.format.PredictionAvroFormat;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.format.RowEncoding;
import org.smilestream.connectors.format.RowEncodings;
import org.smilestream.connectors.registry.FakeSchemaRegistry;
import org.smilestream.connectors.registry.SchemaRegistryConnection;
import org.smilestream.connectors.replay.CsvReplay;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.connectors.replay.ReplayRow;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.data.Score;

/** The sources and sinks in a Flink cluster, against a real broker. */
@Timeout(120)
class KafkaITCase {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Schema SCHEMA = Flights.schema();

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static BrokerProcess broker;
  private static KafkaConnection connection;
  private static TopicAdmin admin;

  @BeforeAll
  static void startBroker(@TempDir Path folder) throws InterruptedException {
    broker = BrokerProcess.start(folder, 0, TIMEOUT);
    connection = KafkaConnection.to(broker.bootstrapServers());
    admin = TopicAdmin.connect(connection, TIMEOUT);
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  /**
   * One failure after a checkpoint, and still every row leaves once, the bad ones to their own.
   * After it a registry is asked again for the schema of the rows, for nothing of it is in state.
   */
  @Test
  void everyRowArrivesOnceThoughTheJobFails() throws Exception {
    admin.createIfMissing("in", 2, false);
    admin.createIfMissing("out", 2, false);
    admin.createIfMissing("dead", 1, false);
    FakeSchemaRegistry registry = new FakeSchemaRegistry();
    int id = registry.add(AvroRecords.flight().toString());
    List<ReplayRow> flights = Flights.rows().subList(0, 600);
    List<ReplayRow> input = new ArrayList<>();
    for (ReplayRow flight : flights) {
      byte[] record = AvroRecords.registered(id, AvroRecords.flight(flight.value()));
      input.add(new ReplayRow(flight.id(), flight.eventTime(), record));
    }
    // Row 301 goes to partition 1, after 150 others.
    input.add(301, new ReplayRow("x", flights.get(300).eventTime(), bytes("{\"flight\": 1,")));
    new CsvReplay(connection, "in", 2, 0).send(input, (sent, total, time) -> {});
    assertThat(admin.lag("learner", "in")).isEqualTo(601);

    StreamExecutionEnvironment env = environment();
    RowEncoding encoding =
        new RowEncoding.RegisteredAvro(SchemaRegistryConnection.to(registry.url()));
    KafkaSources sources =
        new KafkaSources(
            connection, "learner", SCHEMA, RowEncodings.all(encoding), Duration.ofDays(1));
    KafkaSinks sinks = new KafkaSinks(connection, "learner");
    OutputTag<DeadLetter> dead = new OutputTag<>("dead") {};
    FailOnce.failed.set(false);
    var rows =
        env.fromSource(
                sources.history("in", admin.ends("in")),
                new ObservationWatermarks(Duration.ZERO, Optional.empty()),
                "observations")
            .process(new Split(dead));
    rows.map(new FailOnce())
        .sinkTo(
            sinks.predictions(
                "out", PredictionAvroFormat.registered(SCHEMA, 7), DeliveryGuarantee.EXACTLY_ONCE));
    rows.getSideOutput(dead).sinkTo(sinks.deadLetters("dead", DeliveryGuarantee.EXACTLY_ONCE));
    var result = env.executeAsync();
    result.getJobExecutionResult().get();
    assertThat(FailOnce.failed).isTrue();
    assertThat(result.getJobStatus().get()).isEqualTo(JobStatus.FINISHED);
    registry.close();
    // Once by each of two subtasks before the failure, and after it again.
    assertThat(registry.requests()).hasSizeGreaterThan(2).containsOnly("GET /schemas/ids/" + id);

    PredictionFormat format = new PredictionFormat(SCHEMA);
    List<String> ids = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : TopicReader.readAll(connection, "out", 2)) {
      Prediction prediction = format.read(record.value());
      ids.add(prediction.id());
      assertThat(record.key()).asString().isEqualTo(prediction.id());
      // Not the event time: by that one the broker would delete the records of 2014.
      assertThat(record.timestamp()).isGreaterThan(prediction.eventTime() + 1_000_000_000L);
    }
    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(flights.stream().map(ReplayRow::id).toList());

    List<ConsumerRecord<byte[], byte[]>> letters = TopicReader.readAll(connection, "dead", 1);
    assertThat(letters).hasSize(1);
    JsonNode letter = new JsonMapper().readTree(letters.get(0).value());
    assertThat(letter.get("code").textValue()).isEqualTo(DeadLetter.MALFORMED);
    assertThat(letter.get("topic").textValue()).isEqualTo("in");
    assertThat(letter.get("partition").intValue()).isEqualTo(1);
    assertThat(letter.get("offset").longValue()).isEqualTo(150);
    assertThat(letter.get("payload").textValue()).isEqualTo("{\"flight\": 1,");
  }

  @Test
  void posteriorSamplesMayBeLargerThanAMegabyte() throws Exception {
    admin.createIfMissing("posterior", 1, true);
    float[] position = new float[500_000];
    position[499_999] = 0.5f;
    PosteriorSample sample =
        new PosteriorSample("m", 0, 1, 2, Phase.SAMPLING, 3, 4, 1, position, null);
    StreamExecutionEnvironment env = environment();
    env.fromData(sample)
        .sinkTo(
            new KafkaSinks(connection, "big")
                .posterior("posterior", DeliveryGuarantee.AT_LEAST_ONCE));
    env.execute();

    List<ConsumerRecord<byte[], byte[]>> records = TopicReader.readAll(connection, "posterior", 1);

    assertThat(records).hasSize(1);
    assertThat(records.get(0).key()).asString().isEqualTo("m-0-1");
    assertThat(new PosteriorSampleFormat().read(records.get(0).value()))
        .usingRecursiveComparison()
        .isEqualTo(sample);
  }

  @Test
  void anInterruptedReplayLeavesWhatItHasSent() {
    admin.createIfMissing("interrupted", 3, false);
    CsvReplay replay = new CsvReplay(connection, "interrupted", 3, 1);

    // At true speed the second flight would be sent hours later.
    assertThatThrownBy(
            () ->
                replay.send(
                    Flights.rows(), (sent, total, time) -> Thread.currentThread().interrupt()))
        .isInstanceOf(InterruptedException.class);

    assertThat(Thread.interrupted()).isFalse();
    List<ConsumerRecord<byte[], byte[]>> sent = TopicReader.readAll(connection, "interrupted", 3);
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).partition()).isZero();
  }

  @Test
  void aReplayIntoNoTopicSaysSo() {
    KafkaConnection impatient =
        new KafkaConnection(connection.bootstrapServers(), Map.of("max.block.ms", "1000"));

    assertThatThrownBy(
            () ->
                new CsvReplay(impatient, "nowhere", 1, 0)
                    .send(Flights.rows(), (sent, total, time) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("rows cannot be sent to topic 'nowhere': ");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static StreamExecutionEnvironment environment() {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration).setParallelism(2);
  }

  private static final class Split extends ProcessFunction<ParsedRecord, Row> {
    private static final long serialVersionUID = 1;
    private final OutputTag<DeadLetter> dead;

    private Split(OutputTag<DeadLetter> dead) {
      this.dead = dead;
    }

    @Override
    public void processElement(ParsedRecord record, Context context, Collector<Row> out) {
      if (record.row() != null) {
        out.collect(record.row());
      } else {
        context.output(dead, record.deadLetter());
      }
    }
  }

  /**
   * The row's target as a certain prediction. Slow enough for checkpoints to fall between the rows;
   * the first one that falls there is followed by a failure.
   */
  private static final class FailOnce implements MapFunction<Row, Prediction>, CheckpointListener {
    private static final long serialVersionUID = 1;
    private static final AtomicBoolean failed = new AtomicBoolean();
    private transient int rows;
    private transient int rowsAtCheckpoint;

    @Override
    public Prediction map(Row row) throws Exception {
      Thread.sleep(2);
      rows++;
      if (rowsAtCheckpoint > 0
          && rows > rowsAtCheckpoint + 5
          && failed.compareAndSet(false, true)) {
        throw new IllegalStateException("a failure on purpose");
      }
      return new Prediction(
          row.id(),
          row.eventTime(),
          "flights",
          -1,
          new Provenance(Phase.SAMPLING, 1, 1, 0, 0, 1),
          new PredictiveSummary(row.target(), 0, new double[5], 0, 0, null, null),
          null,
          row.target(),
          Score.NONE);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      rowsAtCheckpoint = rows;
    }
  }
}
