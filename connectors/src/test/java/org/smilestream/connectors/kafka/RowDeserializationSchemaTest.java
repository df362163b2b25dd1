package org.smilestream.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.format.RowContent;
import org.smilestream.connectors.format.RowEncoding;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

class RowDeserializationSchemaTest {
  private static final Schema SCHEMA =
      new Schema("m", Task.REGRESSION, "id", "time", List.of("x"), List.of(), "y", List.of());
  private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

  private static ParsedRecord read(Instant eventTime) {
    return read(eventTime, true, true);
  }

  private static ParsedRecord read(Instant eventTime, boolean requireTarget, boolean live) {
    return read(eventTime, WRITTEN.toEpochMilli(), requireTarget, live);
  }

  private static ParsedRecord read(
      Instant eventTime, long timestamp, boolean requireTarget, boolean live) {
    byte[] value =
        "{\"id\":\"a\",\"time\":\"%s\",\"x\":1,\"y\":2}"
            .formatted(eventTime)
            .getBytes(StandardCharsets.UTF_8);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            "in",
            3,
            17,
            timestamp,
            TimestampType.CREATE_TIME,
            0,
            value.length,
            null,
            value,
            new RecordHeaders(),
            Optional.empty());
    RowDeserializationSchema schema =
        new RowDeserializationSchema(
            SCHEMA,
            requireTarget ? RowContent.ROW : RowContent.FEATURES,
            RowEncoding.JSON,
            Duration.ofDays(1),
            live,
            Clock.fixed(NOW, ZoneOffset.UTC));
    schema.open(null);
    List<ParsedRecord> read = new ArrayList<>();
    schema.deserialize(record, new ListCollector<>(read));
    return read.get(0);
  }

  @Test
  void aRowOfTheFarFutureIsADeadLetterAndAnOldOneIsNot() {
    assertThat(read(WRITTEN.plusSeconds(86_400)).row()).isNotNull();
    assertThat(read(WRITTEN.minus(Duration.ofDays(4000))).row()).isNotNull();

    DeadLetter letter = read(FAR).deadLetter();

    assertThat(letter.code()).isEqualTo(DeadLetter.FUTURE);
    assertThat(letter.reason()).contains("'a'").contains("9999-01-01").contains("1 d");
    assertThat(letter.origin().partition()).isEqualTo(3);
    assertThat(letter.origin().offset()).isEqualTo(17);
    assertThat(new String(letter.record().payload(), StandardCharsets.UTF_8)).contains("9999");
  }

  /** Many producers give the event time for the timestamp, and some give none. */
  @Test
  void aTimestampOfTheFutureHelpsNoRow() {
    for (long timestamp : new long[] {FAR.toEpochMilli(), -1}) {
      DeadLetter letter = read(FAR, timestamp, true, true).deadLetter();

      assertThat(letter.code()).isEqualTo(DeadLetter.FUTURE);
      assertThat(letter.reason())
          .isEqualTo(
              "row 'a' has event time 9999-01-01T00:00:00Z, more than 1 d ahead of"
                  + " 2026-03-01T00:00:00Z, when it was read");
      assertThat(read(NOW.plusSeconds(86_400), timestamp, true, true).row()).isNotNull();
    }
  }

  @Test
  void aLiveRowKnowsWhenKafkaGotItAndOneOfAHistoryDoesNot() {
    assertThat(read(WRITTEN, true, true).row().arrival()).isEqualTo(WRITTEN.toEpochMilli());
    assertThat(read(WRITTEN, true, false).row().arrival()).isEqualTo(Row.UNKNOWN);
  }

  @Test
  void aRequestMayAskAboutTheFarFuture() {
    assertThat(read(FAR, false, true).row()).isNotNull();
  }
}
