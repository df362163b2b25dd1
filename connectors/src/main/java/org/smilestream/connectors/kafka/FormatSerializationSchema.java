package org.smilestream.connectors.kafka;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.smilestream.connectors.format.RecordFormat;

/**
 * Makes Kafka records of values. Their Kafka timestamp is the time of writing and not the event
 * time: brokers delete by it, and replayed rows of an old month would be deleted at once.
 */
final class FormatSerializationSchema<T> implements KafkaRecordSerializationSchema<T> {
  private static final long serialVersionUID = 1;

  private final String topic;
  private final RecordFormat<T> format;

  FormatSerializationSchema(String topic, RecordFormat<T> format) {
    this.topic = topic;
    this.format = format;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(T value, KafkaSinkContext context, Long time) {
    return new ProducerRecord<>(topic, format.key(value), format.value(value));
  }
}
