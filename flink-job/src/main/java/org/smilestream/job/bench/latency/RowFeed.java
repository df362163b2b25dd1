package org.smilestream.job.bench.latency;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.smilestream.connectors.kafka.KafkaConnection;

/** Sends observations at a fixed rate, in a thread of its own, until it is closed. */
final class RowFeed implements AutoCloseable {
  private final KafkaConnection connection;
  private final String topic;
  private final int partitions;
  private final double perSecond;
  private final FlightStream stream;
  private final Thread thread = new Thread(this::send, "row-feed");

  RowFeed(
      KafkaConnection connection,
      String topic,
      int partitions,
      double perSecond,
      FlightStream stream) {
    this.connection = connection;
    this.topic = topic;
    this.partitions = partitions;
    this.perSecond = perSecond;
    this.stream = stream;
    thread.setDaemon(true);
    thread.start();
  }

  private void send() {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection.properties(Map.of("linger.ms", "5")),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      Pace pace = new Pace(perSecond);
      for (long i = 0; ; i++) {
        pace.await(i);
        producer.send(
            new ProducerRecord<>(topic, (int) (i % partitions), null, stream.observation(i)));
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
