package org.smilestream.operators.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.Row;
import org.smilestream.operators.Harnesses;

class LatenessOperatorTest {

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, Row> harness()
      throws Exception {
    return ProcessFunctionTestHarnesses.forKeyedProcessFunction(
        new LatenessOperator(10, List.of("in-0", "in-1")), row -> "m", Types.STRING);
  }

  private static Row row(long time, int partition, String key) {
    return new Row(
        "t" + time,
        time,
        new double[] {1},
        new String[] {key},
        2,
        new Origin("in", partition, time, 0));
  }

  @Test
  void aRowIsLateByItsOwnPartitionWhateverItsKey() throws Exception {
    try (var harness = harness()) {
      harness.processElement(row(100, 0, "a"), 100);
      harness.processElement(row(90, 0, "b"), 90);
      harness.processElement(row(89, 0, "c"), 89);
      harness.processElement(row(50, 1, "a"), 50);

      assertThat(Harnesses.values(harness))
          .extracting(Row::id)
          .containsExactly("t100", "t90", "t50");
      DeadLetter late = Harnesses.values(harness, LatenessOperator.LATE).get(0);
      assertThat(late.code()).isEqualTo(DeadLetter.LATE);
      assertThat(late.reason())
          .isEqualTo(
              "row 't89' of event time 1970-01-01T00:00:00.089Z is late: its partition has already"
                  + " brought 1970-01-01T00:00:00.100Z");
    }
  }

  @Test
  void aRowOfAnIdlePartitionIsLateByTheStream() throws Exception {
    try (var harness = harness()) {
      harness.processElement(row(100, 0, "a"), 100);
      harness.processWatermark(89);
      harness.processElement(row(89, 1, "a"), 89);
      harness.processElement(row(91, 1, "a"), 91);

      assertThat(Harnesses.values(harness)).extracting(Row::id).containsExactly("t100", "t91");
      assertThat(Harnesses.values(harness, LatenessOperator.LATE).get(0).reason())
          .endsWith("is late: the stream is at 1970-01-01T00:00:00.089Z");
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, Row> restored(
      OperatorSubtaskState state) throws Exception {
    var restored =
        new KeyedOneInputStreamOperatorTestHarness<String, Row, Row>(
            new KeyedProcessOperator<>(new LatenessOperator(10, List.of("in-0", "in-1"))),
            row -> "m",
            Types.STRING);
    restored.initializeState(state);
    restored.open();
    return restored;
  }

  /** The watermark itself is not restored, and the next one may be long in coming. */
  @Test
  void howFarTheStreamHasComeOutlivesFailures() throws Exception {
    var killed = harness();
    killed.processElement(row(100, 0, "a"), 100);
    killed.processWatermark(89);
    var state = Harnesses.kill(killed);
    var killedAgain = restored(state);
    killedAgain.processElement(row(89, 1, "a"), 89);
    killedAgain.processElement(row(90, 1, "a"), 90);
    assertThat(Harnesses.values(killedAgain)).extracting(Row::id).containsExactly("t90");
    assertThat(Harnesses.values(killedAgain, LatenessOperator.LATE).get(0).reason())
        .endsWith("is late: the stream is at 1970-01-01T00:00:00.089Z");

    try (var restored = restored(Harnesses.kill(killedAgain))) {
      restored.processElement(row(89, 1, "a"), 89);
      assertThat(Harnesses.values(restored)).isEmpty();
    }
  }

  @Test
  void aStreamThatWasBroughtToItsEndMayGoOn() throws Exception {
    var drained = harness();
    drained.processElement(row(100, 0, "a"), 100);
    drained.processWatermark(Watermark.MAX_WATERMARK);
    try (var restored = restored(Harnesses.kill(drained))) {
      restored.processElement(row(101, 0, "a"), 101);
      assertThat(Harnesses.values(restored)).hasSize(1);
    }
  }

  /** Nothing would be released any more, and no row is to be lost without a word. */
  @Test
  void noRowComesAfterTheEndOfTime() throws Exception {
    try (var harness = harness()) {
      harness.processElement(row(100, 0, "a"), 100);
      harness.processWatermark(Watermark.MAX_WATERMARK);

      assertThatIllegalStateException()
          .isThrownBy(() -> harness.processElement(row(101, 0, "a"), 101))
          .withMessageContaining("'t101' came after the end of time")
          .withMessageContaining("leave 'history.topic' out");
    }
  }

  @Test
  void whatAPartitionHasBroughtOutlivesAFailure() throws Exception {
    var killed = harness();
    killed.processElement(row(100, 0, "a"), 100);
    try (var restored = restored(Harnesses.kill(killed))) {
      restored.processElement(row(89, 0, "a"), 89);
      assertThat(Harnesses.values(restored)).isEmpty();
      assertThat(Harnesses.values(restored, LatenessOperator.LATE)).hasSize(1);
    }
  }

  @Test
  void aPartitionThatFallsSilentIsCounted() throws Exception {
    var operator = new LatenessOperator(10, List.of("in-0", "in-1"));
    try (var harness =
        ProcessFunctionTestHarnesses.forKeyedProcessFunction(operator, row -> "m", Types.STRING)) {
      harness.setProcessingTime(1);
      harness.processElement(row(100, 0, "a"), 100);
      harness.setProcessingTime(25_000);
      harness.processElement(row(101, 0, "a"), 101);
      harness.setProcessingTime(29_000);
      assertThat(operator.silentPartitions()).isZero();
      harness.setProcessingTime(41_000);
      assertThat(operator.silentPartitions()).isEqualTo(1);
      harness.processElement(row(101, 1, "a"), 101);
      assertThat(operator.silentPartitions()).isZero();
    }
  }
}
