package org.smilestream.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.data.Prediction;
import org.smilestream.data.Question;
import org.smilestream.data.Schema;

/**
 * Asks a running job for predictions and awaits its answers: one producer for the requests, one
 * consumer, without a group, for the topics of predictions and dead letters.
 *
 * <p>Any number of threads may ask at once. Futures are completed by the thread that reads: what
 * hangs on them must not block, or be added with {@code …Async}.
 *
 * <p>An answer is recognised by the id of its request, a dead letter by that id or by the key of
 * the record, which is of this client alone. Where the job delivers exactly once, an answer is seen
 * when its checkpoint completes; a client whose properties set {@code isolation.level} to {@code
 * read_uncommitted} sees it at once, perhaps twice.
 */
public final class PredictionClient implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final ClientTopics topics;
  private final RequestFormat requests;
  private final PredictionFormat predictions;
  private final Duration timeout;

  private final String name = UUID.randomUUID().toString();
  private final AtomicLong asked = new AtomicLong();
  private final Map<String, Pending> byId = new ConcurrentHashMap<>();
  private final Map<String, Pending> byKey = new ConcurrentHashMap<>();

  /** In the order in which they time out. */
  private final ConcurrentLinkedQueue<Pending> deadlines = new ConcurrentLinkedQueue<>();

  private final Thread reader;
  private volatile boolean closed;
  private volatile RuntimeException failure;

  /**
   * A request that waits for its answer.
   *
   * @param key of its record
   * @param deadline by {@link System#nanoTime}
   * @param letters the dead letters of some of several models, by the model; only the thread that
   *     reads has to do with them
   */
  private record Pending(
      String id,
      String key,
      long deadline,
      CompletableFuture<Prediction> answer,
      Map<String, JsonNode> letters) {}

  /**
   * Connects to a job. Returns when the topics are being read, so that no answer is missed.
   *
   * @param connection its properties win over those that this client chooses
   * @param schema of the job
   * @param timeout for each request, from the call to the answer
   * @throws KafkaException if the brokers cannot be reached or a topic does not exist
   */
  public static PredictionClient connect(
      KafkaConnection connection, Schema schema, ClientTopics topics, Duration timeout) {
    String millis = Long.toString(timeout.toMillis());
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection.properties(Map.of("linger.ms", "1", "max.block.ms", millis)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    Consumer<byte[], byte[]> consumer = null;
    try {
      consumer = consumer(connection);
      return new PredictionClient(producer, consumer, schema, topics, timeout);
    } catch (RuntimeException e) {
      if (consumer != null) {
        consumer.close();
      }
      producer.close();
      throw e;
    }
  }

  private static Consumer<byte[], byte[]> consumer(KafkaConnection connection) {
    return new KafkaConsumer<>(
        connection.properties(
            Map.of(
                "isolation.level", "read_committed",
                "enable.auto.commit", "false",
                "allow.auto.create.topics", "false",
                "auto.offset.reset", "latest")),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** A client of these two, which it closes. */
  PredictionClient(
      Producer<byte[], byte[]> producer,
      Consumer<byte[], byte[]> consumer,
      Schema schema,
      ClientTopics topics,
      Duration timeout) {
    this.producer = producer;
    this.consumer = consumer;
    this.topics = topics;
    this.timeout = timeout;
    requests = new RequestFormat(schema);
    predictions = new PredictionFormat(schema);
    List<TopicPartition> partitions =
        Stream.concat(Stream.of(topics.predictions()), topics.deadLetters().stream())
            .flatMap(this::partitions)
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    reader = new Thread(this::read, "prediction-client");
    reader.setDaemon(true);
    reader.start();
  }

  private Stream<TopicPartition> partitions(String topic) {
    var partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new KafkaException("topic '" + topic + "' does not exist");
    }
    return partitions.stream().map(each -> new TopicPartition(topic, each.partition()));
  }

  /** Asks for the usual prediction; see {@link #predict(Map, Question)}. */
  public CompletableFuture<Prediction> predict(Map<String, ?> features) {
    return predict(features, null);
  }

  /**
   * Asks for a prediction.
   *
   * @param features values by column. A request without an id gets one of its own, and one without
   *     an event time, where that is a column of its own, the present time
   * @param question further quantiles, and thresholds; null for none
   * @return the answer; or, as its exception, {@link RequestRefusedException} if the request became
   *     a dead letter, of all models where the job has several, {@link TimeoutException} if no
   *     answer came in time, {@link KafkaException} if the request could not be sent or the topics
   *     not be read
   * @throws IllegalArgumentException if a request with the same id still waits for its answer
   * @throws IllegalStateException if the client is closed
   */
  public CompletableFuture<Prediction> predict(Map<String, ?> features, Question question) {
    requireOpen();
    String key = name + "-" + asked.incrementAndGet();
    String given = requests.id(features);
    String id = given == null ? key : given;
    byte[] value = requests.write(features, id, Instant.now(), question);
    CompletableFuture<Prediction> answer = new CompletableFuture<>();
    Pending request =
        new Pending(id, key, System.nanoTime() + timeout.toNanos(), answer, new TreeMap<>());
    if (byId.putIfAbsent(id, request) != null) {
      throw new IllegalArgumentException("a request with the id '" + id + "' waits for its answer");
    }
    byKey.put(key, request);
    answer.whenComplete(
        (prediction, error) -> {
          byId.remove(id, request);
          byKey.remove(key);
        });
    deadlines.add(request);
    try {
      producer.send(
          new ProducerRecord<>(topics.requests(), key.getBytes(StandardCharsets.UTF_8), value),
          (metadata, error) -> {
            if (error != null) {
              answer.completeExceptionally(error);
            }
          });
    } catch (KafkaException e) {
      answer.completeExceptionally(e);
    }
    if (closed || failure != null) {
      abandon();
    }
    return answer;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
    if (failure != null) {
      throw new IllegalStateException("the topics can no longer be read", failure);
    }
  }

  /** The life of the reading thread. */
  private void read() {
    try {
      while (!closed) {
        consumer.poll(POLL).forEach(this::receive);
        timeOut();
      }
    } catch (WakeupException e) {
      // Closing.
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      consumer.close();
      abandon();
    }
  }

  private void receive(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      if (record.topic().equals(topics.predictions())) {
        answer(record);
      } else {
        refuse(record);
      }
    } catch (IOException e) {
      // What is not written by the job is no answer.
    }
  }

  private void answer(ConsumerRecord<byte[], byte[]> record) throws IOException {
    // The key is the id: most records of a busy topic need not be parsed.
    Pending request =
        record.key() == null ? null : byId.get(new String(record.key(), StandardCharsets.UTF_8));
    if (request == null) {
      return;
    }
    Prediction prediction = predictions.read(record.value());
    // A row of the stream may have the same id.
    if (prediction.sequence() < 0) {
      request.answer().complete(prediction);
    }
  }

  private void refuse(ConsumerRecord<byte[], byte[]> record) throws IOException {
    JsonNode letter = MAPPER.readTree(record.value());
    if (!letter.path("topic").asText().equals(topics.requests())) {
      // A row of the stream may have the same id.
      return;
    }
    Pending request =
        letter.has("id")
            ? byId.get(letter.get("id").asText())
            : byKey.get(letter.path("key").asText());
    if (request == null) {
      return;
    }
    request.letters().put(letter.path("model").asText(), letter);
    // What one of several models cannot use another may answer.
    if (request.letters().size() >= letter.path("models").asInt(1)) {
      request
          .answer()
          .completeExceptionally(
              new RequestRefusedException(
                  request.id(), letter.path("code").asText(), letter.path("reason").asText()));
    }
  }

  private void timeOut() {
    long now = System.nanoTime();
    Pending oldest = deadlines.peek();
    while (oldest != null && (oldest.answer().isDone() || oldest.deadline() <= now)) {
      oldest
          .answer()
          .completeExceptionally(
              new TimeoutException(
                  "no answer to request '%s' came on topic '%s' within %s ms%s"
                      .formatted(
                          oldest.id(),
                          topics.predictions(),
                          timeout.toMillis(),
                          refusals(oldest.letters()))));
      deadlines.remove();
      oldest = deadlines.peek();
    }
  }

  private static String refusals(Map<String, JsonNode> letters) {
    return letters.entrySet().stream()
        .map(
            each ->
                "; model '%s' refused it (%s): %s"
                    .formatted(
                        each.getKey(),
                        each.getValue().path("code").asText(),
                        each.getValue().path("reason").asText()))
        .collect(Collectors.joining());
  }

  /** No more answers come. */
  private void abandon() {
    for (Pending request : List.copyOf(byId.values())) {
      request
          .answer()
          .completeExceptionally(
              failure == null ? new IllegalStateException("the client was closed") : failure);
    }
  }

  /** Gives up all requests that wait, and closes the connections. */
  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      reader.join(timeout.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(timeout);
  }
}
