package org.smilestream.job.chaos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.job.options.JobSettings;

/**
 * Sends a {@link ChaosStream} at a fixed rate, whatever happens to the broker: what it does not
 * take now it is sent again, once.
 */
final class ChaosProducer implements AutoCloseable {
  /** Longer than any outage; Kafka's own producer gives up after two minutes. */
  private static final String PATIENCE_MILLIS = "600000";

  private final ChaosStream stream;
  private final JobSettings.Topics topics;
  private final double rowsPerSecond;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> refusal = new AtomicReference<>();
  private final FutureTask<Void> sending;
  private volatile boolean stopped;
  private volatile long sent;

  /** Begins to send. */
  ChaosProducer(
      KafkaConnection connection,
      JobSettings.Topics topics,
      ChaosStream stream,
      double rowsPerSecond) {
    this.stream = stream;
    this.topics = topics;
    this.rowsPerSecond = rowsPerSecond;
    producer =
        new KafkaProducer<>(
            connection.properties(
                Map.of(
                    "enable.idempotence", "true",
                    "acks", "all",
                    "delivery.timeout.ms", PATIENCE_MILLIS,
                    "max.block.ms", PATIENCE_MILLIS,
                    "request.timeout.ms", "10000")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    sending = new FutureTask<>(this::send, null);
    Thread thread = new Thread(sending, "chaos-producer");
    thread.setDaemon(true);
    thread.start();
  }

  private void send() {
    long start = System.nanoTime();
    for (long i = 0; !stopped && refusal.get() == null; i++) {
      awaitTurn(start + (long) (i * 1e9 / rowsPerSecond));
      ChaosStream.Message message = stream.message(i);
      String topic = message.request() ? topics.requests() : topics.observations();
      byte[] key = message.key().getBytes(StandardCharsets.UTF_8);
      producer.send(
          new ProducerRecord<>(topic, message.partition(), key, message.value()),
          (metadata, failure) -> refusal.compareAndSet(null, failure));
      sent = i + 1;
    }
    producer.flush();
  }

  private static void awaitTurn(long due) {
    try {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    } catch (InterruptedException e) {
      throw (CancellationException) new CancellationException().initCause(e);
    }
  }

  /** Number of records handed to Kafka's client so far. */
  long sent() {
    return sent;
  }

  /** Throws if Kafka has refused a record. */
  void check() {
    if (refusal.get() != null) {
      throw new IllegalStateException(
          "the records of the run cannot be sent: " + refusal.get().getMessage(), refusal.get());
    }
  }

  /** Stops and waits until everything that was sent is acknowledged. */
  void finish() throws InterruptedException, ExecutionException {
    stopped = true;
    sending.get();
    check();
  }

  @Override
  public void close() {
    stopped = true;
    sending.cancel(true);
    producer.close(Duration.ZERO);
  }
}
