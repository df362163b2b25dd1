package org.smilestream.connectors.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the committed records of a topic from its beginning. Belongs to one thread; has no consumer
 * group, so nothing of it stays in the cluster.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  /**
   * @param partitions number of partitions of the topic
   */
  public TopicFollower(KafkaConnection connection, String topic, int partitions) {
    consumer =
        new KafkaConsumer<>(
            connection.properties(
                Map.of(
                    "isolation.level", "read_committed",
                    "auto.offset.reset", "earliest",
                    "enable.auto.commit", "false",
                    "max.partition.fetch.bytes", Integer.toString(KafkaSinks.MAX_RECORD_BYTES))),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.partitions =
        IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
    consumer.assign(this.partitions);
  }

  /** Goes to where at most so many records of each partition are still to be read. */
  public void seekToNewest(long records) {
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    partitions.forEach(
        partition ->
            consumer.seek(
                partition, Math.max(starts.get(partition), ends.get(partition) - records)));
  }

  /** Calls {@code reader} with every record of a topic that is committed by now. */
  public static void readAll(
      KafkaConnection connection,
      String topic,
      int partitions,
      Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    try (TopicFollower follower = new TopicFollower(connection, topic, partitions)) {
      follower.readToEnd(reader);
    }
  }

  /** Waits up to {@code timeout} for records and hands those that have come to {@code reader}. */
  public void poll(Duration timeout, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    consumer.poll(timeout).forEach(reader);
  }

  /**
   * Reads on until everything has been read that is committed at this moment. What is written
   * meanwhile may be left, so that this ends on a topic that never rests.
   */
  public void readToEnd(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    readToEnd(reader, () -> false);
  }

  /** The same, or until it is {@code enough}. */
  public void readToEnd(Consumer<ConsumerRecord<byte[], byte[]>> reader, BooleanSupplier enough) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (!enough.getAsBoolean()
        && partitions.stream()
            .anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
      poll(POLL, reader);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
