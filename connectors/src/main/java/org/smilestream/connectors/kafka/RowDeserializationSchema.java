package org.smilestream.connectors.kafka;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Schema;

/** Makes rows and dead letters of Kafka records, with {@link RowParser}. */
public final class RowDeserializationSchema
    implements KafkaRecordDeserializationSchema<ParsedRecord> {
  private static final long serialVersionUID = 1;

  private final Schema schema;
  private final boolean requireTarget;
  private transient RowParser parser;

  /**
   * @param requireTarget true for observations, false for requests
   */
  public RowDeserializationSchema(Schema schema, boolean requireTarget) {
    this.schema = schema;
    this.requireTarget = requireTarget;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    parser = new RowParser(schema, requireTarget);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ParsedRecord> out) {
    parser
        .parse(record.value(), record.topic(), record.partition(), record.offset())
        .forEach(out::collect);
  }

  @Override
  public TypeInformation<ParsedRecord> getProducedType() {
    return TypeInformation.of(ParsedRecord.class);
  }
}
