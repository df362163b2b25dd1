package org.smilestream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smilestream.connectors.format.DeadLetterFormat;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.format.RecordFormat;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Question;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.data.Score;
import org.smilestream.data.Task;

/** The part of the job is played by its own parser and formats. */
@Timeout(20)
class PredictionClientTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final ClientTopics TOPICS =
      new ClientTopics("ask", "answers", Optional.of("dead"));
  private static final TopicPartition ANSWERS = new TopicPartition("answers", 0);
  private static final TopicPartition DEAD = new TopicPartition("dead", 0);
  private static final Schema SCHEMA =
      new Schema("m", Task.REGRESSION, "id", "at", List.of("x"), List.of(), "y", List.of());

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private long offset;

  @BeforeEach
  void createTopics() {
    for (TopicPartition each : List.of(ANSWERS, DEAD)) {
      Node[] nodes = {};
      consumer.updatePartitions(
          each.topic(), List.of(new PartitionInfo(each.topic(), 0, null, nodes, nodes)));
    }
    consumer.updateEndOffsets(Map.of(ANSWERS, 0L, DEAD, 0L));
  }

  private PredictionClient client(Duration timeout) {
    return new PredictionClient(producer, consumer, SCHEMA, TOPICS, timeout);
  }

  private ProducerRecord<byte[], byte[]> sent(int index) {
    return producer.history().get(index);
  }

  private static JsonNode json(byte[] value) throws Exception {
    return new JsonMapper().readTree(value);
  }

  private static Prediction prediction(String id, long sequence, double mean) {
    double[] quantiles = {1, 2, 3, 4, 5};
    return new Prediction(
        id,
        0,
        "m",
        sequence,
        new Provenance(Phase.SAMPLING, 1, 1, 1, 0, 1),
        new PredictiveSummary(mean, 1, quantiles, 1, 1, null, null),
        null,
        Double.NaN,
        Score.NONE);
  }

  private <T> void write(TopicPartition to, RecordFormat<T> format, T value) {
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(
                    to.topic(), 0, offset++, format.key(value), format.value(value))));
  }

  private void answer(Prediction prediction) {
    write(ANSWERS, new PredictionFormat(SCHEMA), prediction);
  }

  @Test
  void eachRequestGetsItsAnswer() throws Exception {
    try (PredictionClient client = client(LONG)) {
      CompletableFuture<Prediction> first = client.predict(Map.of("id", "a", "x", 1.5));
      CompletableFuture<Prediction> second = client.predict(Map.of("id", "b", "x", 2, "at", 5));
      answer(prediction("c", -1, 7));
      answer(prediction("b", -1, 8));
      answer(prediction("a", -1, 9));

      assertThat(first.get().number().mean()).isEqualTo(9);
      assertThat(second.get().number().mean()).isEqualTo(8);
      assertThat(sent(0).topic()).isEqualTo("ask");
      Row request = new RowParser(SCHEMA, false).parse(sent(0).value(), "ask", 0, 0).get(0).row();
      assertThat(request.id()).isEqualTo("a");
      assertThat(request.numeric()).containsExactly(1.5);
      assertThat(Instant.ofEpochMilli(request.eventTime()))
          .as("the present time")
          .isAfter(Instant.parse("2020-01-01T00:00:00Z"));
      assertThat(json(sent(1).value()))
          .isEqualTo(json("{\"id\":\"b\",\"x\":2,\"at\":5}".getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void aRowOfTheStreamWithTheSameIdIsNoAnswer() throws Exception {
    try (PredictionClient client = client(LONG)) {
      CompletableFuture<Prediction> answer = client.predict(Map.of("id", "a", "x", 1));
      answer(prediction("a", 17, 1));
      consumer.schedulePollTask(
          () ->
              consumer.addRecord(
                  new ConsumerRecord<>(
                      "answers", 0, offset++, new byte[] {'a'}, new byte[] {'?'})));
      answer(prediction("a", -1, 2));

      assertThat(answer.get().number().mean()).isEqualTo(2);
    }
  }

  @Test
  void aRecordWithoutValueIsNoAnswer() throws Exception {
    try (PredictionClient client = client(LONG)) {
      CompletableFuture<Prediction> answer = client.predict(Map.of("id", "a", "x", 1));
      for (TopicPartition each : List.of(ANSWERS, DEAD)) {
        consumer.schedulePollTask(
            () ->
                consumer.addRecord(
                    new ConsumerRecord<>(each.topic(), 0, offset++, new byte[] {'a'}, null)));
      }
      answer(prediction("a", -1, 2));

      assertThat(answer.get().number().mean()).isEqualTo(2);
    }
  }

  /** The consumer's settings are refused when the producer is there already. */
  @Test
  void settingsThatAreRefusedLeaveNothingRunning() {
    KafkaConnection wrong =
        new KafkaConnection(
            "localhost:1", Map.of("client.id", "left-behind", "max.poll.records", "all"));

    assertThatThrownBy(() -> PredictionClient.connect(wrong, SCHEMA, TOPICS, LONG))
        .hasMessageContaining("max.poll.records");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains("left-behind"));
  }

  @Test
  void aRequestWithoutAnIdGetsOneAndMayAskForMore() throws Exception {
    Question question = new Question(new double[] {0.99}, new double[] {15});
    try (PredictionClient client = client(LONG)) {
      CompletableFuture<Prediction> answer = client.predict(Map.of("x", 1), question);
      String id = json(sent(0).value()).get("id").textValue();
      answer(prediction(id, -1, 4));

      assertThat(answer.get().id()).isEqualTo(id).isNotEmpty();
      Row request = new RowParser(SCHEMA, false).parse(sent(0).value(), "ask", 0, 0).get(0).row();
      assertThat(request.question()).usingRecursiveComparison().isEqualTo(question);
      client.predict(Map.of("x", 1));
      assertThat(json(sent(1).value()).get("id").textValue()).isNotEqualTo(id);
    }
  }

  @Test
  void aRequestThatBecomesADeadLetterIsRefusedWithTheReason() throws Exception {
    Map<String, Object> features = new HashMap<>();
    features.put("id", "a");
    features.put("x", "none");
    try (PredictionClient client = client(LONG)) {
      CompletableFuture<Prediction> bad = client.predict(features);
      CompletableFuture<Prediction> good = client.predict(Map.of("id", "b", "x", 1));
      List<ParsedRecord> parsed =
          new RowParser(SCHEMA, false)
              .parse(sent(0).key(), sent(0).value(), new Origin("ask", 0, 0, 0), row -> null);
      DeadLetter ofAnother =
          DeadLetter.of("malformed", "no", parsed.get(0).deadLetter().origin(), null, new byte[1]);
      write(DEAD, new DeadLetterFormat(), ofAnother);
      write(DEAD, new DeadLetterFormat(), parsed.get(0).deadLetter());

      assertThatThrownBy(bad::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(RequestRefusedException.class)
          .hasMessage("request 'a' was refused (bad-value): column 'x' is not a number: \"none\"");
      answer(prediction("b", -1, 3));
      assertThat(good.get().number().mean()).isEqualTo(3);
    }
  }

  /** Its record, and with it the key, is no longer at hand where answers are switched off. */
  @Test
  void aRequestThatIsNotAnsweredIsKnownByItsId() throws Exception {
    try (PredictionClient client = client(LONG)) {
      CompletableFuture<Prediction> answer = client.predict(Map.of("id", "a", "x", 1));
      Row request = new RowParser(SCHEMA, false).parse(sent(0).value(), "ask", 0, 0).get(0).row();
      Row observation = new Row("a", 0, new double[1], new String[0], 1, new Origin("o", 0, 0, 0));
      write(DEAD, new DeadLetterFormat(), DeadLetter.ofRow("late", "of the stream", observation));
      write(DEAD, new DeadLetterFormat(), DeadLetter.ofRow("not-answered", "off", request));

      assertThatThrownBy(answer::get)
          .cause()
          .isInstanceOf(RequestRefusedException.class)
          .hasMessage("request 'a' was refused (not-answered): off");
    }
  }

  @Test
  void whatAChallengerCannotUseIsAnsweredByTheChampion() throws Exception {
    try (PredictionClient client = client(LONG)) {
      CompletableFuture<Prediction> answer = client.predict(Map.of("id", "a", "x", 1));
      write(DEAD, new DeadLetterFormat(), refused(0).ofChallenger("wide", 2));
      answer(prediction("a", -1, 3));

      assertThat(answer.get().number().mean()).isEqualTo(3);
    }
  }

  @Test
  void whatNoModelCanUseIsRefused() throws Exception {
    try (PredictionClient client = client(LONG)) {
      CompletableFuture<Prediction> answer = client.predict(Map.of("id", "a", "x", 1));
      write(DEAD, new DeadLetterFormat(), refused(0).ofChallenger("wide", 2));
      write(DEAD, new DeadLetterFormat(), refused(0).ofChallenger("wide", 2));
      write(DEAD, new DeadLetterFormat(), refused(0).ofModel("m", 2));

      assertThatThrownBy(answer::get)
          .cause()
          .isInstanceOf(RequestRefusedException.class)
          .hasMessage("request 'a' was refused (bad-value): why");
    }
  }

  @Test
  void whatTheChampionCannotUseTimesOutWithItsReason() throws Exception {
    try (PredictionClient client = client(Duration.ofSeconds(1))) {
      CompletableFuture<Prediction> answer = client.predict(Map.of("id", "a", "x", 1));
      write(DEAD, new DeadLetterFormat(), refused(0).ofModel("m", 2));

      assertThatThrownBy(answer::get)
          .cause()
          .isInstanceOf(TimeoutException.class)
          .hasMessage(
              "no answer to request 'a' came on topic 'answers' within 1000 ms;"
                  + " model 'm' refused it (bad-value): why");
    }
  }

  /** A dead letter of a request that was sent. */
  private DeadLetter refused(int index) {
    return DeadLetter.of(
        "bad-value", "why", new Origin("ask", 0, 0, 0), sent(index).key(), sent(index).value());
  }

  @Test
  void aRequestWithoutAnAnswerTimesOutAndItsIdIsFreeAgain() {
    try (PredictionClient client = client(Duration.ofMillis(20))) {
      CompletableFuture<Prediction> answer = client.predict(Map.of("id", "a", "x", 1));

      assertThatThrownBy(answer::get)
          .cause()
          .isInstanceOf(TimeoutException.class)
          .hasMessage("no answer to request 'a' came on topic 'answers' within 20 ms");
      assertThat(client.predict(Map.of("id", "a", "x", 1))).isNotNull();
    }
  }

  @Test
  void oneIdIsNotAskedForTwiceAtATime() {
    try (PredictionClient client = client(LONG)) {
      CompletableFuture<Prediction> first = client.predict(Map.of("id", "a", "x", 1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> client.predict(Map.of("id", "a", "x", 2)))
          .withMessage("a request with the id 'a' waits for its answer");

      first.cancel(false);
      assertThat(client.predict(Map.of("id", "a", "x", 2))).isNotDone();
    }
  }

  @Test
  void whatCannotBeSentOrReadFailsAtOnce() throws Exception {
    try (PredictionClient client = client(LONG)) {
      CompletableFuture<Prediction> waiting = client.predict(Map.of("x", 1));
      producer.sendException = new KafkaException("no broker");
      assertThatThrownBy(client.predict(Map.of("x", 1))::get).cause().hasMessage("no broker");

      consumer.setPollException(new KafkaException("not authorised"));
      assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
          .cause()
          .hasMessage("not authorised");
      assertThatThrownBy(() -> client.predict(Map.of("x", 1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the topics can no longer be read")
          .hasRootCauseMessage("not authorised");
    }
  }

  @Test
  void closingGivesUpWhatWaits() {
    PredictionClient client = client(LONG);
    CompletableFuture<Prediction> answer = client.predict(Map.of("x", 1));
    client.close();

    assertThat(producer.closed()).isTrue();
    assertThat(consumer.closed()).isTrue();
    assertThatThrownBy(answer::get).cause().hasMessage("the client was closed");
    assertThatThrownBy(() -> client.predict(Map.of("x", 1))).hasMessage("the client is closed");
  }

  @Test
  void aTopicThatDoesNotExistIsNamed() {
    ClientTopics topics = new ClientTopics("ask", "elsewhere", Optional.empty());

    assertThatThrownBy(() -> new PredictionClient(producer, consumer, SCHEMA, topics, LONG))
        .hasMessage("topic 'elsewhere' does not exist");
  }
}
