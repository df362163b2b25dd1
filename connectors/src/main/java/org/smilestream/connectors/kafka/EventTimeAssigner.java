package org.smilestream.connectors.kafka;

import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.smilestream.data.ParsedRecord;

/** The row's event time; a dead letter keeps the timestamp of its record. */
final class EventTimeAssigner implements TimestampAssigner<ParsedRecord> {
  @Override
  public long extractTimestamp(ParsedRecord record, long kafkaTime) {
    return record.row() == null ? kafkaTime : record.row().eventTime();
  }
}
