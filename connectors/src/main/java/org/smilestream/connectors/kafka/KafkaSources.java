package org.smilestream.connectors.kafka;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.common.TopicPartition;
import org.smilestream.connectors.format.RowContent;
import org.smilestream.connectors.format.RowEncodings;
import org.smilestream.data.ModelRecord;
import org.smilestream.data.ParsedControl;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Schema;

/**
 * The sources of the job. Where they start is for a job without a checkpoint to go on from. They
 * read only what is committed.
 */
public final class KafkaSources {
  private final KafkaConnection connection;
  private final String groupId;
  private final Schema schema;
  private final RowEncodings encodings;
  private final Duration maxAhead;

  /**
   * @param groupId consumer group under which read offsets are committed at checkpoints
   * @param maxAhead how far observations may be ahead of their records' timestamps and of this
   *     machine's clock
   */
  public KafkaSources(
      KafkaConnection connection,
      String groupId,
      Schema schema,
      RowEncodings encodings,
      Duration maxAhead) {
    this.connection = connection;
    this.groupId = groupId;
    this.schema = schema;
    this.encodings = encodings;
    this.maxAhead = maxAhead;
  }

  /**
   * Rows with a target, without end; where labels come late, features and labels. Use with {@link
   * ObservationWatermarks}.
   */
  public KafkaSource<ParsedRecord> observations(String topic, StartPosition start) {
    return builder(topic, observations(true)).setStartingOffsets(start.offsets()).build();
  }

  /**
   * Rows with a target, from the beginning of a topic to offsets that stay the same through
   * failures, though the topic grow. Use with {@link ObservationWatermarks}.
   *
   * @param ends for each partition of the topic the offset after its last row
   */
  public KafkaSource<ParsedRecord> history(String topic, Map<TopicPartition, Long> ends) {
    return builder(topic, observations(false))
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.offsets(ends))
        .build();
  }

  /**
   * Labels of rows whose features come elsewhere, without end. Use with {@link
   * ObservationWatermarks}.
   */
  public KafkaSource<ParsedRecord> labels(String topic, StartPosition start) {
    return builder(
            topic,
            new RowDeserializationSchema(
                schema, RowContent.LABEL, encodings.labels(), maxAhead, true))
        .setStartingOffsets(start.offsets())
        .build();
  }

  /**
   * Rows to predict, without end, from where the group has read to; their target is not read. They
   * say nothing about the time of the stream.
   */
  public KafkaSource<ParsedRecord> requests(String topic) {
    return builder(topic, requests(schema))
        .setStartingOffsets(StartPosition.COMMITTED.offsets())
        .build();
  }

  /**
   * The rows of {@link #requests} as each of several models reads them, each model every record.
   *
   * @param schemas of the models, which they name
   */
  public KafkaSource<ModelRecord> requests(String topic, List<Schema> schemas) {
    Map<String, RowDeserializationSchema> models = new LinkedHashMap<>();
    for (Schema each : schemas) {
      models.put(each.model(), requests(each));
    }
    return builder(topic, new ModelDeserializationSchema(models))
        .setStartingOffsets(StartPosition.COMMITTED.offsets())
        .build();
  }

  /**
   * Changes of the running job, without end, from where the group has read to. Use with {@link
   * ControlWatermarks}, and in one subtask: one without a partition would hold back all watermarks.
   */
  public KafkaSource<ParsedControl> control(String topic) {
    return builder(topic, new ControlDeserializationSchema())
        .setStartingOffsets(StartPosition.COMMITTED.offsets())
        .build();
  }

  private RowDeserializationSchema observations(boolean live) {
    return new RowDeserializationSchema(
        schema, RowContent.ofObservation(schema), encodings.rows(), maxAhead, live);
  }

  private RowDeserializationSchema requests(Schema schema) {
    return new RowDeserializationSchema(
        schema, RowContent.FEATURES, encodings.requests(), maxAhead, true);
  }

  private <T> KafkaSourceBuilder<T> builder(
      String topic, KafkaRecordDeserializationSchema<T> deserializer) {
    return KafkaSource.<T>builder()
        .setTopics(topic)
        .setGroupId(groupId)
        .setClientIdPrefix(groupId + "-" + topic)
        .setProperties(connection.properties(Map.of("isolation.level", "read_committed")))
        .setDeserializer(deserializer);
  }
}
