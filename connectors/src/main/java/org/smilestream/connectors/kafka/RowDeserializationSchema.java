package org.smilestream.connectors.kafka;

import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.flink.util.TimeUtils;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.smilestream.connectors.format.RowContent;
import org.smilestream.connectors.format.RowEncoding;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;

/** Makes rows and dead letters of Kafka records, with {@link RowParser}. */
public final class RowDeserializationSchema
    implements KafkaRecordDeserializationSchema<ParsedRecord> {
  private static final long serialVersionUID = 1;

  private final Schema schema;
  private final RowContent content;
  private final RowEncoding encoding;
  private final Duration maxAhead;
  private final boolean live;
  private transient RowParser parser;

  /**
   * @param content {@link RowContent#FEATURES} for requests
   * @param maxAhead how far an observation may be ahead of the time at which Kafka got it: one from
   *     the far future would make all that follow late
   * @param live whether the time at which Kafka got a row is when it came in
   */
  public RowDeserializationSchema(
      Schema schema, RowContent content, RowEncoding encoding, Duration maxAhead, boolean live) {
    this.schema = schema;
    this.content = content;
    this.encoding = encoding;
    this.maxAhead = maxAhead;
    this.live = live;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    parser = new RowParser(schema, content, encoding);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ParsedRecord> out) {
    Origin origin = new Origin(record.topic(), record.partition(), record.offset(), 0);
    parser
        .parse(record.key(), record.value(), origin, row -> future(row, record.timestamp()))
        .forEach(parsed -> out.collect(live ? parsed.arrivedAt(record.timestamp()) : parsed));
  }

  /**
   * Why a row is of the future, or null. A request has no place in the order of the stream, and
   * some producers give no time.
   */
  private String future(Row row, long written) {
    if (content == RowContent.FEATURES
        || written < 0
        || row.eventTime() - written <= maxAhead.toMillis()) {
      return null;
    }
    return String.format(
        "row '%s' has event time %s, more than %s ahead of %s, when Kafka got it",
        row.id(),
        Instant.ofEpochMilli(row.eventTime()),
        TimeUtils.formatWithHighestUnit(maxAhead),
        Instant.ofEpochMilli(written));
  }

  @Override
  public TypeInformation<ParsedRecord> getProducedType() {
    return TypeInformation.of(ParsedRecord.class);
  }
}
