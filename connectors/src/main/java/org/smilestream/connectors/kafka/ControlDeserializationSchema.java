package org.smilestream.connectors.kafka;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.smilestream.connectors.format.ControlParser;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedControl;

/** Makes control records and dead letters of Kafka records, with {@link ControlParser}. */
final class ControlDeserializationSchema
    implements KafkaRecordDeserializationSchema<ParsedControl> {
  private static final long serialVersionUID = 1;

  private transient ControlParser parser;

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    parser = new ControlParser();
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ParsedControl> out) {
    Origin origin = new Origin(record.topic(), record.partition(), record.offset(), 0);
    out.collect(parser.parse(record.key(), record.value(), origin));
  }

  @Override
  public TypeInformation<ParsedControl> getProducedType() {
    return TypeInformation.of(ParsedControl.class);
  }
}
