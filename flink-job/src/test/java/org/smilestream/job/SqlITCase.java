package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.smilestream.connectors.format.ModelRecordFormat;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Question;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.job.options.ConfigFile;
import org.smilestream.job.options.JobSettings;
import org.smilestream.model.ModelSpec;
import org.smilestream.operators.prediction.Knowledge;
import org.smilestream.operators.state.ModelFingerprint;
import org.smilestream.posterior.Predictor;

/** The statements of docs/examples/sql, on the topics of docs/examples/job.yaml. */
@Timeout(120)
class SqlITCase {
  private static final Path EXAMPLES = Path.of("..", "docs", "examples");
  private static final Path SQL = EXAMPLES.resolve("sql");
  private static final String BROKERS = "localhost:9092";
  private static final String TWO_MODELS = "two-models";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final JsonMapper MAPPER = new JsonMapper();

  private static final Schema SCHEMA = Flights.schema();
  private static final int CHAINS = 2;
  private static final int SAMPLES_PER_CHAIN = 2;
  private static final Instant LEARNED = Instant.parse("2014-01-01T08:00:00Z");
  private static final Scaler SCALER =
      new Scaler(
          1, 100, new double[] {800, 150, 900, 10, 15}, new double[] {300, 70, 600, 30, 8}, 7, 40);

  @RegisterExtension static final TestPlatform PLATFORM = new TestPlatform();
  private static JobSettings settings;
  private static ModelSpec spec;
  private static KafkaProducer<byte[], byte[]> producer;

  private StreamTableEnvironment sql;

  @BeforeAll
  static void createTopics() {
    settings =
        JobSettings.from(
            ConfigFile.load(
                EXAMPLES.resolve("job.yaml"),
                Map.of("kafka.bootstrap-servers", PLATFORM.bootstrapServers())));
    spec = settings.model().spec(SCHEMA);
    KafkaConnection connection = settings.kafka().connection();
    producer =
        new KafkaProducer<>(
            connection.properties(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
    JobSettings.Topics topics = settings.topics();
    try (TopicAdmin admin = TopicAdmin.connect(connection, PATIENCE)) {
      Stream.of(topics.observations(), topics.requests(), topics.predictions(), topics.tuner())
          .forEach(topic -> admin.createIfMissing(topic, 1, false));
      admin.createIfMissing(topics.posterior(), 2, true);
    }
  }

  @AfterAll
  static void closeProducer() {
    producer.close();
  }

  @BeforeEach
  void runTheFiles() throws Exception {
    sql = StreamTableEnvironment.create(PLATFORM.environment(new Configuration(), 1));
    for (String file : List.of("tables.sql", "model.sql")) {
      statements(SQL.resolve(file)).forEach(sql::executeSql);
    }
  }

  /** The statements of a file, as Flink's client takes them apart. */
  private static List<String> statements(Path file) throws Exception {
    String text = Files.readString(file).replaceAll("(?m)^--.*\n", "");
    assertThat(text).contains(BROKERS);
    return Stream.of(text.replace(BROKERS, PLATFORM.bootstrapServers()).split(";\\s*\n"))
        .filter(statement -> !statement.isBlank())
        .toList();
  }

  @Test
  void predictsWithTheNewestPosterior() throws Exception {
    List<KnowledgeUpdate> model = model();
    List<KnowledgeUpdate> older = samples(100);
    send(model);
    send(older);
    try (CloseableIterator<Row> answers =
        sql.executeSql("SELECT * FROM expected_delays").collect()) {
      ask("first");
      assertThat(answerTo("first", answers)).isEqualTo(expected("first", model, older));

      List<KnowledgeUpdate> newer = samples(200);
      send(newer);
      askUntilTheyAnswer(answers, model, newer);
    }
  }

  /** The task reads the samples one after the other, and may answer before it has read them all. */
  private static void askUntilTheyAnswer(
      CloseableIterator<Row> answers, List<KnowledgeUpdate> model, List<KnowledgeUpdate> samples)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Row answer;
    Row expected;
    int i = 0;
    do {
      Thread.sleep(20);
      String flight = "next-" + i++;
      ask(flight);
      answer = answerTo(flight, answers);
      expected = expected(flight, model, samples);
    } while (!answer.equals(expected) && System.nanoTime() < end);
    assertThat(answer).isEqualTo(expected);
  }

  /** The view answers all that is in the topic, also what another test has asked. */
  private static Row answerTo(String flight, CloseableIterator<Row> answers) {
    Row answer = answers.next();
    while (!answer.getField("flight").equals(flight)) {
      answer = answers.next();
    }
    return answer;
  }

  /** The row of the view by what the predictor says directly. */
  private static Row expected(
      String flight, List<KnowledgeUpdate> model, List<KnowledgeUpdate> samples) throws Exception {
    Knowledge knowledge = new Knowledge(spec.categorySlots().size(), SAMPLES_PER_CHAIN);
    model.forEach(knowledge::apply);
    samples.forEach(knowledge::apply);
    EncodedRow row =
        knowledge.encode(
            new RowParser(SCHEMA, false).parse(request(flight), "", 0, 0).get(0).row());
    Predictor predictor = Predictor.following(SCHEMA.model(), spec);
    Prediction expected =
        predictor.predict(
            row,
            predictor.evaluate(row, knowledge.ensemble(), knowledge.scaler()),
            new Question(new double[] {0.99}, new double[] {60}),
            null);

    assertThat(row.categories()).as("slots of known categories").doesNotContain(0);
    return Row.of(
        flight,
        expected.number().mean(),
        expected.number().standardDeviation(),
        expected.number().quantile(0.05),
        expected.number().quantile(0.5),
        expected.number().quantile(0.95),
        expected.number().quantile(0.99),
        expected.number().exceedance(60),
        CHAINS * SAMPLES_PER_CHAIN,
        expected.provenance().newestStep(),
        Duration.ofMinutes(35).toMillis());
  }

  @Test
  void aColumnThatIsNoFeatureIsRefusedWhereTheStatementIsPlanned() throws Exception {
    send(model());
    String model =
        statements(SQL.resolve("model.sql")).get(0).replace("MODEL flights", "MODEL wrong");

    assertThatThrownBy(() -> select(model.replace("taxi_out_min", "taxi_in_min")))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(
            "input column 'taxi_in_min' is no feature of model 'flights': it has carrier, crs_dep");
  }

  @Test
  void ofSeveralModelsInTheTopicOneMustBeNamed() throws Exception {
    try (TopicAdmin admin = TopicAdmin.connect(settings.kafka().connection(), PATIENCE)) {
      admin.createIfMissing(TWO_MODELS, 1, true);
    }
    for (String name : List.of("flights", "wide")) {
      send(TWO_MODELS, SCHEMA.named(name), model());
    }
    String model =
        statements(SQL.resolve("model.sql"))
            .get(0)
            .replace("MODEL flights", "MODEL wrong")
            .replace(settings.topics().posterior(), TWO_MODELS);

    select(model.replace("'topic'", "'model' = 'wide', 'topic'"));
    sql.executeSql("DROP MODEL wrong");
    assertThatThrownBy(() -> select(model))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "topic 'two-models' holds the models 'flights', 'wide': name one of them by option 'model'");
  }

  private void select(String model) {
    sql.executeSql(model);
    sql.explainSql(
        """
        SELECT mean FROM ML_PREDICT(TABLE requests, MODEL wrong, DESCRIPTOR(
          crs_dep_minute, crs_elapsed_min, distance_miles, dep_delay_min, taxi_out_min,
          day_of_week, carrier, origin, dest, scheduled_departure))
        """);
  }

  @Test
  void theTablesHaveAllThatTheRecordsHave() throws Exception {
    JobSettings.Topics topics = settings.topics();
    for (Map.Entry<String, String> each :
        Map.of(
                "observations", topics.observations(),
                "predictions", topics.predictions(),
                "tuner", topics.tuner())
            .entrySet()) {
      List<JsonNode> records = recordsOfThePage(each.getKey());
      for (JsonNode record : records) {
        send(each.getValue(), null, SyntheticStream.bytes(record.toString()));
      }
      try (CloseableIterator<Row> rows =
          sql.executeSql("SELECT * FROM " + each.getKey()).collect()) {
        for (JsonNode record : records) {
          checkRecord(record, rows.next());
        }
      }
    }
  }

  /** The examples of docs/records.md. */
  private static List<JsonNode> recordsOfThePage(String table) throws Exception {
    String start =
        switch (table) {
          case "observations" -> "{\"flight\":";
          case "predictions" -> "{\"id\":\"20";
          default -> "{\"type\":\"";
        };
    List<JsonNode> records = new ArrayList<>();
    for (String line : Files.readAllLines(EXAMPLES.resolve("..").resolve("records.md"))) {
      if (line.startsWith(start) && !line.contains("\"category\"") && !line.contains("arrival")) {
        records.add(MAPPER.readTree(line));
      }
    }
    assertThat(records).as(table).isNotEmpty();
    return records;
  }

  private static void checkRecord(JsonNode record, Row row) {
    record
        .properties()
        .forEach(
            member ->
                assertThat(plain(row.getField(member.getKey())))
                    .as(member.getKey())
                    .isEqualTo(plain(member.getValue())));
  }

  /** A value as text, whatever its type. */
  private static String plain(Object value) {
    if (value instanceof JsonNode json) {
      return plain(MAPPER.convertValue(json, Object.class));
    }
    if (value instanceof Number number) {
      return Double.toString(number.doubleValue());
    }
    if (value instanceof Object[] array) {
      return plain(List.of(array));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(SqlITCase::plain).toList().toString();
    }
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, String> entries = new TreeMap<>();
      map.forEach((name, each) -> entries.put(name.toString(), plain(each)));
      return entries.toString();
    }
    return String.valueOf(value);
  }

  @Test
  void aRequestThatIsInsertedIsOneForTheJob() throws Exception {
    sql.executeSql(
            """
            INSERT INTO requests VALUES (
              'inserted', TIMESTAMP '2014-01-01 08:35:00', 515, 270, 1671, CAST(0 AS DOUBLE),
              CAST(12 AS DOUBLE), '3', 'WN', 'BDL', 'DEN',
              ARRAY[CAST(0.99 AS DOUBLE)], CAST(NULL AS ARRAY<DOUBLE>))
            """)
        .await();
    byte[] value =
        CommittedRecords.read(settings.kafka().connection(), settings.topics().requests()).stream()
            .map(ConsumerRecord::value)
            .filter(each -> new String(each, StandardCharsets.UTF_8).contains("inserted"))
            .findFirst()
            .orElseThrow();

    var inserted = new RowParser(SCHEMA, false).parse(value, "", 0, 0).get(0).row();
    var asked = new RowParser(SCHEMA, false).parse(request("inserted"), "", 0, 0).get(0).row();
    assertThat(inserted.eventTime()).isEqualTo(asked.eventTime());
    assertThat(inserted.numeric()).isEqualTo(asked.numeric());
    assertThat(inserted.categorical()).isEqualTo(asked.categorical());
    assertThat(inserted.question().levels()).containsExactly(0.99);
  }

  private static byte[] request(String flight) throws Exception {
    ObjectNode request = (ObjectNode) recordsOfThePage("observations").get(0);
    request.remove(SCHEMA.target());
    return MAPPER.writeValueAsBytes(request.put(SCHEMA.id(), flight));
  }

  private static void ask(String flight) throws Exception {
    send(settings.topics().requests(), null, request(flight));
  }

  /** What the samples mean. */
  private static List<KnowledgeUpdate> model() {
    List<String> categories = List.of("3", "WN", "BDL", "DEN");
    List<KnowledgeUpdate> updates = new ArrayList<>();
    updates.add(KnowledgeUpdate.of(0, 0, SCALER));
    for (int column = 0; column < categories.size(); column++) {
      updates.add(KnowledgeUpdate.of(0, 0, new DictionaryEntry(column, categories.get(column), 2)));
    }
    return updates;
  }

  /** The samples of all slots, the newest of this step. */
  private static List<KnowledgeUpdate> samples(long newestStep) {
    Random random = new Random(newestStep);
    List<KnowledgeUpdate> updates = new ArrayList<>();
    for (int slot = 0; slot < SAMPLES_PER_CHAIN; slot++) {
      for (int chain = 0; chain < CHAINS; chain++) {
        long step = newestStep - SAMPLES_PER_CHAIN + 1 + slot;
        float[] position = new float[spec.dimension()];
        for (int i = 0; i < position.length; i++) {
          position[i] = (float) (0.3 * random.nextGaussian());
        }
        updates.add(
            KnowledgeUpdate.of(
                new PosteriorSample(
                    SCHEMA.model(),
                    chain,
                    slot,
                    step,
                    Phase.SAMPLING,
                    step,
                    LEARNED.toEpochMilli(),
                    SCALER.version(),
                    position,
                    null)));
      }
    }
    return updates;
  }

  private static void send(List<KnowledgeUpdate> updates) throws Exception {
    send(settings.topics().posterior(), SCHEMA, updates);
  }

  private static void send(String topic, Schema schema, List<KnowledgeUpdate> updates)
      throws Exception {
    ModelRecordFormat models =
        new ModelRecordFormat(schema, spec, ModelFingerprint.of(schema, spec).properties());
    PosteriorSampleFormat samples = new PosteriorSampleFormat();
    for (KnowledgeUpdate update : updates) {
      if (update.sample() == null) {
        send(topic, models.key(update), models.value(update));
      } else {
        send(topic, samples.key(update.sample()), samples.value(update.sample()));
      }
    }
  }

  private static void send(String topic, byte[] key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, key, value)).get();
  }
}
