package org.smilestream.operators.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smilestream.operators.order.OrderHarnesses.harness;
import static org.smilestream.operators.order.OrderHarnesses.history;
import static org.smilestream.operators.order.OrderHarnesses.ids;
import static org.smilestream.operators.order.OrderHarnesses.row;
import static org.smilestream.operators.order.OrderHarnesses.rows;

import java.util.List;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.Row;
import org.smilestream.operators.Harnesses;

/** Late rows and silent partitions, as the order operator finds them. */
class LatenessTest {
  /** The history is read within a moment, and then its rows wait: nobody else is heard. */
  @Test
  void partitionsThatAHistoryWaitsForAreNamedAndItsOwnAreNot() throws Exception {
    try (var harness = harness(2)) {
      harness.open();
      harness.setProcessingTime(1_000);
      harness.processElement(history(1), 1);
      harness.processElement(history(2), 2);
      harness.setProcessingTime(40_000);
      assertThat(silentPartitions(harness)).isEqualTo(2);

      harness.processElement(row(3, 0, 0, "a"), 3);
      harness.processElement(row(3, 1, 0, "a"), 3);
      harness.processWatermark(2);
      harness.setProcessingTime(80_000);
      assertThat(silentPartitions(harness)).as("the stream rests").isZero();
    }
  }

  @Test
  void aRowIsLateByItsOwnPartitionOnly() throws Exception {
    try (var harness = harness(2)) {
      harness.open();
      harness.processElement(row(100, 0, 0, "a"), 100);
      harness.processElement(row(50, 1, 0, "a"), 50);
      harness.processElement(row(90, 0, 1, "a"), 90);
      harness.processElement(row(89, 0, 2, "a"), 89);

      List<DeadLetter> late = Harnesses.values(harness, OrderOperator.DEAD_LETTERS);
      assertThat(late).hasSize(1);
      assertThat(late.get(0).code()).isEqualTo(DeadLetter.LATE);
      assertThat(late.get(0).origin()).isEqualTo(new Origin("in", 0, 2, 0));
      assertThat(late.get(0).reason()).contains("t89-p0").contains("late");
    }
  }

  /** A partition that was idle, so that others have gone on, and comes back after a failure. */
  @Test
  void noRowIsReleasedAfterARestoreThatIsOlderThanThoseBefore() throws Exception {
    var killed = harness(2);
    killed.open();
    for (int time : new int[] {100, 200, 300}) {
      killed.processElement(row(time, 0, time, "a"), time);
    }
    killed.processWatermark(289);
    var state = Harnesses.kill(killed);

    try (var restored = harness(2)) {
      restored.initializeState(state);
      restored.open();
      restored.processElement(row(150, 1, 0, "a"), 150);
      restored.processElement(row(290, 1, 1, "a"), 290);
      restored.processWatermark(300);

      assertThat(ids(rows(restored))).containsExactly("t290-p1", "t300-p0");
      assertThat(Harnesses.values(restored, OrderOperator.DEAD_LETTERS))
          .extracting(DeadLetter::reason)
          .containsExactly(
              "row 't150-p1' of event time 1970-01-01T00:00:00.150Z is late: the stream is at"
                  + " 1970-01-01T00:00:00.289Z");
    }
  }

  @Test
  void aPartitionWithoutAnyRowIsNamedAfterARestoreToo() throws Exception {
    var killed = harness(2);
    killed.open();
    killed.setProcessingTime(1_000);
    killed.processElement(row(1, 0, 0, "a"), 1);
    var state = Harnesses.kill(killed);

    try (var restored = harness(2)) {
      restored.setup();
      restored.initializeState(state);
      restored.open();
      for (int second = 100; second <= 150; second += 10) {
        restored.setProcessingTime(1_000L * second);
        restored.processElement(row(second, 0, second, "a"), second);
      }

      assertThat(silentPartitions(restored)).isEqualTo(1);
    }
  }

  private static int silentPartitions(
      KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness) {
    var operator = (OrderedProcessOperator) harness.getOperator();
    return ((OrderOperator) operator.getUserFunction()).silentPartitions();
  }

  @Test
  void aPartitionIsSilentOnlyWhileOthersAreNot() {
    SilentPartitions partitions = new SilentPartitions();
    partitions.heard("in-0", 0);
    partitions.heard("in-1", 0);
    assertThat(partitions.check(40_000, false)).as("all are silent: the stream rests").isEmpty();

    partitions.heard("in-1", 41_000);
    assertThat(partitions.check(50_000, false)).containsExactly("in-0");
    assertThat(partitions.check(60_000, false)).as("named once").isEmpty();
    assertThat(partitions.count()).isEqualTo(1);

    partitions.heard("in-0", 61_000);
    assertThat(partitions.count()).isZero();
  }
}
