package org.smilestream.job.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ParsedRecord;

class ChaosStreamTest {
  /** More than a month of flights, so that they come for the second time. */
  private static final int RECORDS = 10_000;

  private final ChaosStream stream = new ChaosStream(2);
  private final RowParser observations = new RowParser(Flights.schema(), true);
  private final RowParser requests = new RowParser(Flights.schema(), false);

  private ParsedRecord parse(ChaosStream.Message message) {
    List<ParsedRecord> parsed =
        (message.request() ? requests : observations)
            .parse(message.value(), "topic", message.partition(), 0);
    assertThat(parsed).hasSize(1);
    return parsed.get(0);
  }

  private static boolean isSpoiled(ChaosStream.Message message) {
    return message.key().startsWith(ChaosStream.SPOILED);
  }

  @Test
  void rowsCanBeUsedAreKeyedByTheirIdAndComeInTheOrderOfTime() {
    Map<Integer, Long> newest = new HashMap<>();
    Set<String> ids = new HashSet<>();
    LongStream.range(0, RECORDS)
        .mapToObj(stream::message)
        .filter(message -> !isSpoiled(message))
        .forEach(
            message -> {
              ParsedRecord parsed = parse(message);
              assertThat(parsed.row()).isNotNull();
              assertThat(parsed.row().id()).isEqualTo(message.key());
              assertThat(ids.add(message.key())).isTrue();
              if (!message.request()) {
                long time = parsed.row().eventTime();
                assertThat(time)
                    .isGreaterThanOrEqualTo(newest.getOrDefault(message.partition(), 0L));
                newest.put(message.partition(), time);
              }
            });
    assertThat(newest).containsOnlyKeys(0, 1);
  }

  @Test
  void spoiledRecordsAreWrongByThemselvesOrByTheirTime() {
    List<ParsedRecord> spoiled =
        LongStream.range(0, RECORDS)
            .mapToObj(stream::message)
            .filter(ChaosStreamTest::isSpoiled)
            .map(this::parse)
            .toList();
    assertThat(spoiled).hasSize(RECORDS / 50);
    assertThat(spoiled)
        .filteredOn(parsed -> parsed.deadLetter() != null)
        .extracting(parsed -> parsed.deadLetter().code())
        .contains(
            DeadLetter.MALFORMED,
            DeadLetter.EMPTY,
            DeadLetter.MISSING_COLUMN,
            DeadLetter.BAD_VALUE);
    // The others come 4 years late, or 74 years early.
    assertThat(spoiled).filteredOn(parsed -> parsed.row() != null).hasSize(RECORDS / 50 / 4);
  }

  @Test
  void everyRunSendsTheSame() {
    for (int i = 0; i < 500; i++) {
      assertThat(new ChaosStream(2).message(i).value()).isEqualTo(stream.message(i).value());
      i += 48;
    }
  }
}
