package org.smilestream.connectors.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Schema;

/**
 * The sources of the job. Without a checkpoint to go on from they start at the offsets that the
 * group has committed, and at the earliest ones where there are none; they read only what is
 * committed.
 */
public final class KafkaSources {
  private final KafkaConnection connection;
  private final String groupId;
  private final Schema schema;
  private final Duration maxAhead;

  /**
   * @param groupId consumer group under which read offsets are committed at checkpoints
   * @param maxAhead how far observations may be ahead of the time at which Kafka got them
   */
  public KafkaSources(
      KafkaConnection connection, String groupId, Schema schema, Duration maxAhead) {
    this.connection = connection;
    this.groupId = groupId;
    this.schema = schema;
    this.maxAhead = maxAhead;
  }

  /** Rows with a target, without end. Use with {@link ObservationWatermarks}. */
  public KafkaSource<ParsedRecord> observations(String topic) {
    return builder(topic, true).build();
  }

  /** Rows with a target, up to the end that the topic has when the source starts. */
  public KafkaSource<ParsedRecord> boundedObservations(String topic) {
    return builder(topic, true).setBounded(OffsetsInitializer.latest()).build();
  }

  /**
   * Rows to predict, without end; their target is not read. They say nothing about the time of the
   * stream.
   */
  public KafkaSource<ParsedRecord> requests(String topic) {
    return builder(topic, false).build();
  }

  private KafkaSourceBuilder<ParsedRecord> builder(String topic, boolean requireTarget) {
    return KafkaSource.<ParsedRecord>builder()
        .setTopics(topic)
        .setGroupId(groupId)
        .setClientIdPrefix(groupId + "-" + topic)
        .setStartingOffsets(committedElseEarliest())
        .setProperties(connection.properties(Map.of("isolation.level", "read_committed")))
        .setDeserializer(new RowDeserializationSchema(schema, requireTarget, maxAhead));
  }

  /** Kafka has deprecated the type that the connector still asks for. */
  @SuppressWarnings("deprecation")
  private static OffsetsInitializer committedElseEarliest() {
    return OffsetsInitializer.committedOffsets(
        org.apache.kafka.clients.consumer.OffsetResetStrategy.EARLIEST);
  }
}
