package org.smilestream.operators.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.ControlAcknowledgement.Status;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.ControlRecord.Kind;
import org.smilestream.data.Origin;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.model.Likelihood;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.control.ControlSplit;
import org.smilestream.operators.control.LiveChanges;
import org.smilestream.operators.control.TestLiveSettings;
import org.smilestream.operators.control.WaitingControls;
import org.smilestream.operators.state.ModelFingerprint;

class ControlledOrderOperatorTest {
  private static final Schema SCHEMA =
      new Schema("test", Task.REGRESSION, "id", "time", List.of("x"), List.of(), "y", List.of());
  private static final ModelFingerprint MODEL = new ModelFingerprint(Map.of("model", "'test'"));
  private static final int WARM_UP_ROWS = 2;

  private static OrderOperator order(int warmUpRows) {
    return new OrderOperator(
        MODEL,
        SCHEMA,
        Likelihood.GAUSSIAN,
        warmUpRows,
        10,
        List.of("in-0"),
        Optional.empty(),
        Optional.empty());
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Row, ControlRecord, OrderedRow>
      harness(int warmUpRows) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new ControlledOrderOperator(order(warmUpRows).controlledBy(new TestLiveSettings())),
        row -> "test",
        record -> "test",
        Types.STRING);
  }

  private static Row row(long time) {
    double[] x = {10 + time};
    return new Row("t" + time, time, x, new String[0], 2.0 * time, new Origin("in", 0, time, 0));
  }

  private static ControlRecord record(Kind kind, long from, Map<String, String> options) {
    return new ControlRecord(
        kind.name().toLowerCase() + from,
        null,
        kind,
        from,
        options,
        false,
        "k",
        new Origin("control", 0, from, 0));
  }

  private static void send(
      KeyedTwoInputStreamOperatorTestHarness<String, Row, ControlRecord, OrderedRow> harness,
      long... times)
      throws Exception {
    for (long time : times) {
      harness.processElement1(row(time), time);
    }
  }

  private static void control(
      KeyedTwoInputStreamOperatorTestHarness<String, Row, ControlRecord, OrderedRow> harness,
      ControlRecord record)
      throws Exception {
    harness.processElement2(new StreamRecord<>(record));
  }

  private static void watermark(
      KeyedTwoInputStreamOperatorTestHarness<String, Row, ControlRecord, OrderedRow> harness,
      long time)
      throws Exception {
    harness.processWatermark1(new Watermark(time));
    harness.processWatermark2(new Watermark(time));
  }

  /** What changes before which row, by their event times. */
  private static Map<Long, LiveChanges> changes(
      KeyedTwoInputStreamOperatorTestHarness<String, Row, ControlRecord, OrderedRow> harness) {
    Map<Long, LiveChanges> changes = new HashMap<>();
    for (OrderedRow row : Harnesses.values(harness)) {
      if (row.changes() != null) {
        changes.put(row.row().eventTime(), row.changes());
      }
    }
    return changes;
  }

  private static List<ControlAcknowledgement> acknowledgements(
      KeyedTwoInputStreamOperatorTestHarness<String, Row, ControlRecord, OrderedRow> harness) {
    return Harnesses.values(harness, ControlSplit.ACKNOWLEDGEMENTS);
  }

  private static List<String> refusals(
      KeyedTwoInputStreamOperatorTestHarness<String, Row, ControlRecord, OrderedRow> harness) {
    return acknowledgements(harness).stream()
        .filter(each -> each.status() == Status.REFUSED)
        .map(each -> each.id() + ": " + each.message())
        .toList();
  }

  private static LiveChanges steps(String steps) {
    return LiveChanges.NONE.with(Map.of(TestLiveSettings.STEPS, steps));
  }

  private static ControlRecord setSteps(long from, String steps) {
    Map<String, String> options = new HashMap<>();
    options.put(TestLiveSettings.STEPS, steps);
    return record(Kind.SET, from, options);
  }

  @Test
  void aRecordCountsFromTheFirstRowOfItsTimeWheneverItCameBefore() throws Exception {
    for (int rowsBefore = 0; rowsBefore <= 4; rowsBefore++) {
      try (var harness = harness(WARM_UP_ROWS)) {
        harness.open();
        long[] times = {1, 2, 5, 9};
        for (int i = 0; i <= times.length; i++) {
          if (i == rowsBefore) {
            control(harness, setSteps(4, "7"));
          }
          if (i < times.length) {
            send(harness, times[i]);
          }
        }
        watermark(harness, 100);

        assertThat(changes(harness)).isEqualTo(Map.of(5L, steps("7")));
        assertThat(acknowledgements(harness))
            .containsExactly(
                new ControlAcknowledgement("test", "set4", Kind.SET, Status.WAITING, -1, 4, null),
                new ControlAcknowledgement("test", "set4", Kind.SET, Status.APPLIED, 2, 5, null));
      }
    }
  }

  /** Rows of the warm-up wait for the scaler before they are learned from. */
  @Test
  void aRecordThatComesDuringTheWarmUpIsNotLate() throws Exception {
    try (var harness = harness(4)) {
      harness.open();
      send(harness, 1, 2, 3);
      watermark(harness, 3);
      control(harness, setSteps(2, "7"));
      send(harness, 4);
      watermark(harness, 4);

      assertThat(changes(harness)).isEqualTo(Map.of(2L, steps("7")));
      assertThat(acknowledgements(harness).get(1).status()).isEqualTo(Status.APPLIED);
      assertThat(acknowledgements(harness).get(1).sequence()).isEqualTo(1);
    }
  }

  @Test
  void aRecordThatComesAfterRowsOfItsTimeIsLateAndCountsFromTheNext() throws Exception {
    try (var harness = harness(WARM_UP_ROWS)) {
      harness.open();
      send(harness, 1, 2, 5);
      watermark(harness, 5);
      control(harness, setSteps(5, "7"));
      send(harness, 9);
      watermark(harness, 9);

      assertThat(changes(harness)).isEqualTo(Map.of(9L, steps("7")));
      assertThat(acknowledgements(harness).get(1))
          .isEqualTo(new ControlAcknowledgement("test", "set5", Kind.SET, Status.LATE, 3, 9, null));
    }
  }

  @Test
  void changesAddUpUntilAnOptionIsAsConfiguredAgain() throws Exception {
    try (var harness = harness(WARM_UP_ROWS)) {
      harness.open();
      control(harness, record(Kind.RESUME, 9, Map.of()));
      control(harness, record(Kind.SET, 5, Map.of(TestLiveSettings.WINDOW, "90")));
      control(harness, setSteps(3, "7"));
      control(harness, record(Kind.PAUSE, 5, Map.of()));
      control(harness, setSteps(12, null));
      send(harness, 1, 2, 3, 5, 9, 12);
      watermark(harness, 100);

      LiveChanges both = steps("7").with(Map.of(TestLiveSettings.WINDOW, "90"));
      assertThat(changes(harness))
          .isEqualTo(
              Map.of(
                  3L,
                  steps("7"),
                  5L,
                  both.paused(true),
                  9L,
                  both,
                  12L,
                  LiveChanges.NONE.with(Map.of(TestLiveSettings.WINDOW, "90"))));
    }
  }

  @Test
  void whatCannotBeIsRefused() throws Exception {
    try (var harness = harness(WARM_UP_ROWS)) {
      harness.open();
      control(harness, record(Kind.RETIRE, 1, Map.of()));
      control(harness, record(Kind.SET, 2, Map.of("chains.count", "3")));
      control(harness, record(Kind.SET, 3, Map.of(TestLiveSettings.WINDOW, "20")));
      control(harness, record(Kind.REWARM, 1, Map.of()));
      control(harness, record(Kind.PAUSE, 4, Map.of()));
      control(harness, record(Kind.REWARM, 4, Map.of()));
      send(harness, 1, 2, 3, 4);
      watermark(harness, 100);

      assertThat(refusals(harness))
          .containsExactly(
              "retire1: there is no model for each key; a model beside others is retired by a start"
                  + " without it",
              "set2: option 'chains.count' cannot be changed",
              "rewarm1: the chains have not started: they do after 2 rows",
              "set3: rows that are kept must be at least 40: 20",
              "rewarm4: learning pauses: it has to go on first");
      assertThat(changes(harness).get(4L)).isEqualTo(LiveChanges.NONE.paused(true));
    }
  }

  @Test
  void recordsThatWaitForAFarTimeHaveALimit() throws Exception {
    try (var harness = harness(WARM_UP_ROWS)) {
      harness.open();
      for (int i = 0; i <= WaitingControls.MOST_WAITING; i++) {
        control(harness, record(Kind.PAUSE, 1_000_000 + i, Map.of()));
      }
      assertThat(refusals(harness))
          .containsExactly("pause1001000: 1000 others wait for their time");
    }
  }

  /** What waits and what was changed is in state; so is how far the rows had come. */
  @Test
  void aRestoredOperatorGoesOn() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(WARM_UP_ROWS)) {
      harness.open();
      control(harness, setSteps(2, "7"));
      control(harness, record(Kind.REWARM, 9, Map.of()));
      send(harness, 1, 2, 5);
      watermark(harness, 5);
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(WARM_UP_ROWS)) {
      harness.initializeState(state);
      harness.open();
      control(harness, record(Kind.PAUSE, 4, Map.of()));
      send(harness, 8, 9);
      watermark(harness, 100);

      assertThat(changes(harness)).isEqualTo(Map.of(8L, steps("7").paused(true)));
      assertThat(acknowledgements(harness))
          .extracting(each -> each.id() + " " + each.status())
          .containsExactly("pause4 WAITING", "pause4 LATE", "rewarm9 REFUSED");
    }
  }

  /** What came first is late by the rows of the job that had no topic. */
  @Test
  void aJobGetsAControlTopicAtARestart() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(WARM_UP_ROWS)) {
      harness.open();
      send(harness, 1, 2);
      watermark(harness, 2);
      state = harness.snapshot(1, 1);
    }
    try (var without =
        new KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow>(
            new OrderedProcessOperator(order(WARM_UP_ROWS)), row -> "test", Types.STRING)) {
      without.initializeState(state);
      without.open();
      for (long time : new long[] {5, 8, 9}) {
        without.processElement(row(time), time);
      }
      without.processWatermark(5);
      state = without.snapshot(2, 2);
    }
    try (var harness = harness(WARM_UP_ROWS)) {
      harness.initializeState(state);
      harness.open();
      control(harness, record(Kind.PAUSE, 5, Map.of()));
      control(harness, setSteps(6, "7"));
      watermark(harness, 8);

      assertThat(changes(harness)).isEqualTo(Map.of(8L, steps("7").paused(true)));
      assertThat(acknowledgements(harness))
          .extracting(each -> each.id() + " " + each.status() + " " + each.sequence())
          .containsExactly(
              "pause5 WAITING -1", "set6 WAITING -1", "pause5 LATE 3", "set6 APPLIED 3");
    }
  }
}
