package org.smilestream.connectors.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.flink.util.TimeUtils;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;
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
   * @param maxAhead how far an observation may be ahead of the time at which Kafka got it: one from
   *     the far future would make all that follow late
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
    List<ParsedRecord> rows =
        parser.parse(record.value(), record.topic(), record.partition(), record.offset());
    // Of a minibatch every row would carry the whole record.
    byte[] payload = rows.size() == 1 ? record.value() : new byte[0];
    for (ParsedRecord parsed : rows) {
      out.collect(isAhead(parsed, record) ? future(parsed.row(), record, payload) : parsed);
    }
  }

  /** A request has no place in the order of the stream, and some producers give no time. */
  private boolean isAhead(ParsedRecord parsed, ConsumerRecord<byte[], byte[]> record) {
    return requireTarget
        && parsed.row() != null
        && record.timestamp() >= 0
        && parsed.row().eventTime() - record.timestamp() > maxAhead.toMillis();
  }

  private ParsedRecord future(Row row, ConsumerRecord<byte[], byte[]> record, byte[] payload) {
    String reason =
        String.format(
            "row '%s' has event time %s, more than %s ahead of %s, when Kafka got it",
            row.id(),
            Instant.ofEpochMilli(row.eventTime()),
            TimeUtils.formatWithHighestUnit(maxAhead),
            Instant.ofEpochMilli(record.timestamp()));
    return ParsedRecord.of(
        new DeadLetter(
            DeadLetter.FUTURE,
            reason,
            row.origin(),
            Arrays.copyOf(payload, Math.min(payload.length, DeadLetter.MAX_PAYLOAD)),
            payload.length));
  }

  @Override
  public TypeInformation<ParsedRecord> getProducedType() {
    return TypeInformation.of(ParsedRecord.class);
  }
}
