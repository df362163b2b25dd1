package org.smilestream.operators.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;
import org.smilestream.operators.Harnesses;

class HistoryOperatorTest {
  private static final int MAX_PARALLELISM = 4;

  private static OneInputStreamOperatorTestHarness<ParsedRecord, Row> subtask(
      int subtask, int parallelism) throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new HistoryOperator(new DeadLetterSplit()), MAX_PARALLELISM, parallelism, subtask);
  }

  private static OneInputStreamOperatorTestHarness<ParsedRecord, Row> harness() throws Exception {
    var harness = subtask(0, 1);
    harness.open();
    return harness;
  }

  private static ParsedRecord row(long time) {
    return ParsedRecord.of(
        new Row("t" + time, time, new double[0], new String[0], 2, new Origin("h", 0, time, 0)));
  }

  /** Watermarks and statuses of the output so far, and the times of its rows. */
  private static List<Object> output(AbstractStreamOperatorTestHarness<Row> harness) {
    return harness.getOutput().stream()
        .map(each -> each instanceof StreamRecord<?> row ? (Object) row.getTimestamp() : each)
        .toList();
  }

  @Test
  void aHistoryThatHasBeenReadIsIdleAtItsNewestRow() throws Exception {
    try (var harness = harness()) {
      harness.processElement(row(70), 70);
      harness.processElement(row(60), 60);
      harness.processWatermark(59);
      harness.processWatermark(Watermark.MAX_WATERMARK);

      assertThat(output(harness))
          .containsExactly(70L, 60L, new Watermark(59), new Watermark(70), WatermarkStatus.IDLE);
    }
  }

  /** At the end of the job the last watermark comes once more. */
  @Test
  void theEndOfTimeDoesNotComeFromAHistory() throws Exception {
    try (var harness = harness()) {
      harness.processElement(row(70), 70);
      harness.processWatermark(Watermark.MAX_WATERMARK);
      harness.processWatermark(Watermark.MAX_WATERMARK);

      assertThat(output(harness)).containsExactly(70L, new Watermark(70), WatermarkStatus.IDLE);
    }
  }

  /** All rows have been read, and some may still wait for live ones. */
  @Test
  void theTimeOfTheNewestRowOutlivesAFailureThatComesAfterTheEnd() throws Exception {
    var killed = harness();
    killed.processElement(row(70), 70);
    killed.processWatermark(Watermark.MAX_WATERMARK);
    OperatorSubtaskState state = Harnesses.kill(killed);
    try (var restored = subtask(0, 1)) {
      restored.initializeState(state);
      restored.open();
      restored.processWatermark(Watermark.MAX_WATERMARK);

      assertThat(output(restored)).containsExactly(new Watermark(70), WatermarkStatus.IDLE);
    }
  }

  @Test
  void theNewestRowOfAllSubtasksOutlivesAnotherParallelism() throws Exception {
    OperatorSubtaskState state;
    try (var first = subtask(0, 2);
        var second = subtask(1, 2)) {
      first.open();
      second.open();
      first.processElement(row(90), 90);
      second.processElement(row(70), 70);
      state =
          AbstractStreamOperatorTestHarness.repackageState(
              first.snapshot(1, 1), second.snapshot(1, 1));
    }
    try (var restored = subtask(0, 1)) {
      restored.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              state, MAX_PARALLELISM, 2, 1, 0));
      restored.open();
      restored.processWatermark(Watermark.MAX_WATERMARK);

      assertThat(output(restored)).containsExactly(new Watermark(90), WatermarkStatus.IDLE);
    }
  }

  @Test
  void whatCannotBeUsedIsSetAsideAndHasNoTime() throws Exception {
    try (var harness = harness()) {
      harness.processElement(row(70), 70);
      Origin origin = new Origin("h", 0, 0, 0);
      var letter = DeadLetter.of(DeadLetter.EMPTY, "why", origin, null, new byte[0]);
      harness.processElement(ParsedRecord.of(letter), 80);
      harness.processWatermark(Watermark.MAX_WATERMARK);

      assertThat(Harnesses.values(harness, DeadLetterSplit.DEAD_LETTERS))
          .extracting(DeadLetter::reason)
          .containsExactly("why");
      assertThat(output(harness)).containsExactly(70L, new Watermark(70), WatermarkStatus.IDLE);
    }
  }
}
