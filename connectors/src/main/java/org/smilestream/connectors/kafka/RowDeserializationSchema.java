package org.smilestream.connectors.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.flink.util.TimeUtils;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Schema;

/** Makes rows and dead letters of Kafka records, with {@link RowParser}. */
public final class RowDeserializationSchema
    implements KafkaRecordDeserializationSchema<ParsedRecord> {
  private static final long serialVersionUID = 1;

  private final Schema schema;
  private final boolean requireTarget;
  private final Duration maxAhead;
  private transient RowParser parser;

  /**
   * @param requireTarget true for observations, false for requests
   * @param maxAhead how far a row may be ahead of the time at which Kafka got it: a row from the
   *     far future would make all that follow late
   */
  public RowDeserializationSchema(Schema schema, boolean requireTarget, Duration maxAhead) {
    this.schema = schema;
    this.requireTarget = requireTarget;
    this.maxAhead = maxAhead;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    parser = new RowParser(schema, requireTarget);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ParsedRecord> out) {
    parser
        .parse(record.value(), record.topic(), record.partition(), record.offset())
        .forEach(parsed -> out.collect(notFromTheFuture(parsed, record)));
  }

  private ParsedRecord notFromTheFuture(
      ParsedRecord parsed, ConsumerRecord<byte[], byte[]> record) {
    boolean known =
        parsed.row() != null && record.timestampType() != TimestampType.NO_TIMESTAMP_TYPE;
    if (!known || parsed.row().eventTime() - record.timestamp() <= maxAhead.toMillis()) {
      return parsed;
    }
    String reason =
        String.format(
            "row '%s' has event time %s, more than %s ahead of %s, when Kafka got it",
            parsed.row().id(),
            Instant.ofEpochMilli(parsed.row().eventTime()),
            TimeUtils.formatWithHighestUnit(maxAhead),
            Instant.ofEpochMilli(record.timestamp()));
    byte[] value = record.value();
    return ParsedRecord.of(
        new DeadLetter(
            DeadLetter.FUTURE,
            reason,
            parsed.row().origin(),
            Arrays.copyOf(value, Math.min(value.length, DeadLetter.MAX_PAYLOAD)),
            value.length));
  }

  @Override
  public TypeInformation<ParsedRecord> getProducedType() {
    return TypeInformation.of(ParsedRecord.class);
  }
}
