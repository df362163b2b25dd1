package org.smilestream.connectors.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.smilestream.connectors.kafka.KafkaConnection;

/**
 * Sends rows to a topic in their order, at the pace of their event times or as fast as they go. Row
 * i goes to partition i modulo the number of partitions, so that every run fills them alike.
 *
 * @param speed event time that passes in a unit of time; 0: as fast as possible
 */
public record CsvReplay(KafkaConnection connection, String topic, int partitions, double speed) {
  private static final Duration TIME_TO_CLOSE = Duration.ofSeconds(10);

  public CsvReplay {
    if (partitions < 1) {
      throw new IllegalArgumentException("topic '" + topic + "' has no partitions");
    }
    if (!(speed >= 0 && speed < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("speed must be 0 or more: " + speed);
    }
  }

  /**
   * Sends the rows and waits until all of them are acknowledged.
   *
   * @param rows in the order of their event times
   * @throws InterruptedException if the thread was interrupted; what was sent before is in the
   *     topic
   * @throws IOException if Kafka refuses a row
   */
  public void send(List<ReplayRow> rows, ReplayProgress progress)
      throws InterruptedException, IOException {
    Map<String, String> defaults =
        Map.of("enable.idempotence", "true", "acks", "all", "linger.ms", "5");
    AtomicReference<Exception> refusal = new AtomicReference<>();
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection.properties(defaults), new ByteArraySerializer(), new ByteArraySerializer());
    try {
      long start = System.nanoTime();
      for (int i = 0; i < rows.size() && refusal.get() == null; i++) {
        ReplayRow row = rows.get(i);
        awaitTurn(start, row.eventTime() - rows.get(0).eventTime());
        producer.send(record(i, row), (metadata, failure) -> refusal.compareAndSet(null, failure));
        progress.sent(i + 1, rows.size(), row.eventTime());
      }
      producer.flush();
    } catch (InterruptException e) {
      // Kafka has set the flag again, which would make it give up what is still to be sent.
      Thread.interrupted();
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (KafkaException e) {
      refusal.compareAndSet(null, e);
    } finally {
      producer.close(TIME_TO_CLOSE);
    }
    if (refusal.get() != null) {
      throw new IOException(
          "rows cannot be sent to topic '" + topic + "': " + refusal.get().getMessage(),
          refusal.get());
    }
  }

  private ProducerRecord<byte[], byte[]> record(int index, ReplayRow row) {
    // No Kafka timestamp of its own: brokers delete by it, and the rows may be years old.
    return new ProducerRecord<>(
        topic, index % partitions, row.id().getBytes(StandardCharsets.UTF_8), row.value());
  }

  private void awaitTurn(long startNanos, long eventMillis) throws InterruptedException {
    // A sleep of no length would not look.
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (speed > 0) {
      long due = startNanos + (long) (eventMillis * 1e6 / speed);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    }
  }
}
