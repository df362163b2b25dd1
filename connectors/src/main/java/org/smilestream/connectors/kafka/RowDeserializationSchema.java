package org.smilestream.connectors.kafka;

import java.time.Clock;
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
  private final Clock clock;
  private transient RowParser parser;

  /**
   * @param content {@link RowContent#FEATURES} for requests
   * @param maxAhead how far an observation may be ahead of its record's timestamp and of the clock
   *     of this machine: one from the far future would make all that follow late. The timestamp is
   *     the producer's, unless the topic's {@code message.timestamp.type} makes it the broker's
   * @param live whether the record's timestamp is when a row came in
   */
  public RowDeserializationSchema(
      Schema schema, RowContent content, RowEncoding encoding, Duration maxAhead, boolean live) {
    this(schema, content, encoding, maxAhead, live, Clock.systemUTC());
  }

  RowDeserializationSchema(
      Schema schema,
      RowContent content,
      RowEncoding encoding,
      Duration maxAhead,
      boolean live,
      Clock clock) {
    this.schema = schema;
    this.content = content;
    this.encoding = encoding;
    this.maxAhead = maxAhead;
    this.live = live;
    this.clock = clock;
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
   * some producers give no timestamp, or the event time for it.
   */
  private String future(Row row, long timestamp) {
    if (content == RowContent.FEATURES) {
      return null;
    }
    long now = clock.millis();
    boolean stamped = timestamp >= 0 && timestamp <= now;
    long reference = stamped ? timestamp : now;
    if (row.eventTime() - reference <= maxAhead.toMillis()) {
      return null;
    }
    return String.format(
        "row '%s' has event time %s, more than %s ahead of %s, %s",
        row.id(),
        Instant.ofEpochMilli(row.eventTime()),
        TimeUtils.formatWithHighestUnit(maxAhead),
        Instant.ofEpochMilli(reference),
        stamped ? "its record's timestamp" : "when it was read");
  }

  @Override
  public TypeInformation<ParsedRecord> getProducedType() {
    return TypeInformation.of(ParsedRecord.class);
  }
}
