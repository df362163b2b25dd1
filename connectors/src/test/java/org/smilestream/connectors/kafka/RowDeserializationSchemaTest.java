package org.smilestream.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
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

  private static ParsedRecord read(Instant eventTime) {
    return read(eventTime, true, true);
  }

  private static ParsedRecord read(Instant eventTime, boolean requireTarget, boolean live) {
    byte[] value =
        "{\"id\":\"a\",\"time\":\"%s\",\"x\":1,\"y\":2}"
            .formatted(eventTime)
            .getBytes(StandardCharsets.UTF_8);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            "in",
            3,
            17,
            WRITTEN.toEpochMilli(),
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
            live);
    schema.open(null);
    List<ParsedRecord> read = new ArrayList<>();
    schema.deserialize(record, new ListCollector<>(read));
    return read.get(0);
  }

  @Test
  void aRowOfTheFarFutureIsADeadLetterAndAnOldOneIsNot() {
    assertThat(read(WRITTEN.plusSeconds(86_400)).row()).isNotNull();
    assertThat(read(WRITTEN.minus(Duration.ofDays(4000))).row()).isNotNull();

    DeadLetter letter = read(Instant.parse("9999-01-01T00:00:00Z")).deadLetter();

    assertThat(letter.code()).isEqualTo(DeadLetter.FUTURE);
    assertThat(letter.reason()).contains("'a'").contains("9999-01-01").contains("1 d");
    assertThat(letter.origin().partition()).isEqualTo(3);
    assertThat(letter.origin().offset()).isEqualTo(17);
    assertThat(new String(letter.payload(), StandardCharsets.UTF_8)).contains("9999");
  }

  @Test
  void aLiveRowKnowsWhenKafkaGotItAndOneOfAHistoryDoesNot() {
    assertThat(read(WRITTEN, true, true).row().arrival()).isEqualTo(WRITTEN.toEpochMilli());
    assertThat(read(WRITTEN, true, false).row().arrival()).isEqualTo(Row.UNKNOWN);
  }

  @Test
  void aRequestMayAskAboutTheFarFuture() {
    assertThat(read(Instant.parse("9999-01-01T00:00:00Z"), false, true).row()).isNotNull();
  }
}
