package org.smilestream.connectors.kafka;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.smilestream.data.ModelRecord;
import org.smilestream.data.ParsedRecord;

/** Reads each Kafka record once for each of several models, by the schema of the model. */
final class ModelDeserializationSchema implements KafkaRecordDeserializationSchema<ModelRecord> {
  private static final long serialVersionUID = 1;

  private final LinkedHashMap<String, RowDeserializationSchema> models;

  /**
   * @param models how each model reads a record, by its name
   */
  ModelDeserializationSchema(Map<String, RowDeserializationSchema> models) {
    this.models = new LinkedHashMap<>(models);
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    models.values().forEach(each -> each.open(context));
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ModelRecord> out) {
    models.forEach((model, schema) -> schema.deserialize(record, new OfModel(model, out)));
  }

  @Override
  public TypeInformation<ModelRecord> getProducedType() {
    return TypeInformation.of(ModelRecord.class);
  }

  private record OfModel(String model, Collector<ModelRecord> out)
      implements Collector<ParsedRecord> {
    @Override
    public void collect(ParsedRecord record) {
      out.collect(new ModelRecord(model, record));
    }

    @Override
    public void close() {}
  }
}
