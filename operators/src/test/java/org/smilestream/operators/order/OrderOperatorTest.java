package org.smilestream.operators.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smilestream.operators.order.OrderHarnesses.harness;
import static org.smilestream.operators.order.OrderHarnesses.history;
import static org.smilestream.operators.order.OrderHarnesses.ids;
import static org.smilestream.operators.order.OrderHarnesses.row;
import static org.smilestream.operators.order.OrderHarnesses.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Row;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.state.ModelFingerprint;

class OrderOperatorTest {
  @Test
  void rowsLeaveInEventTimeOrderThenByOrigin() throws Exception {
    try (var harness = harness(2)) {
      harness.open();
      harness.processElement(row(5, 1, 0, "a"), 5);
      harness.processElement(row(3, 0, 0, "a"), 3);
      harness.processElement(row(5, 0, 1, "b"), 5);
      harness.processElement(row(9, 1, 1, "b"), 9);
      harness.processWatermark(5);

      assertThat(ids(rows(harness))).containsExactly("t3-p0", "t5-p0", "t5-p1");
      harness.processWatermark(100);
      assertThat(ids(rows(harness))).endsWith("t9-p1");
      assertThat(rows(harness).stream().map(EncodedRow::sequence)).containsExactly(0L, 1L, 2L, 3L);
    }
  }

  /** Nobody has to hold all rows that one watermark of the sources releases. */
  @Test
  void theWatermarkFollowsEachEventTime() throws Exception {
    try (var harness = harness(2)) {
      harness.open();
      for (int time : new int[] {1, 2, 5, 5, 9}) {
        harness.processElement(row(time, 0, time, "a"), time);
      }
      harness.processWatermark(7);

      List<String> output = new ArrayList<>();
      for (Object element : harness.getOutput()) {
        if (element instanceof StreamRecord<?> record) {
          output.add("row " + ((OrderedRow) record.getValue()).row().eventTime());
        } else if (element instanceof Watermark watermark) {
          output.add("watermark " + watermark.getTimestamp());
        }
      }
      assertThat(output)
          .containsExactly(
              "watermark 1",
              "row 1",
              "row 2",
              "watermark 2",
              "row 5",
              "row 5",
              "watermark 5",
              "watermark 7");
    }
  }

  @Test
  void aRowLeavesWithTheNewestArrivalSoFarButNotOneOfAHistory() throws Exception {
    try (var harness = harness(2)) {
      harness.open();
      harness.processElement(row(1, 0, 0, "a").arrivedAt(1_001), 1);
      harness.processElement(row(2, 0, 1, "a").arrivedAt(1_002), 2);
      harness.processElement(row(3, 0, 2, "a").arrivedAt(1_900), 3);
      harness.processElement(row(4, 1, 0, "a").arrivedAt(1_004), 4);
      harness.processElement(history(5), 5);
      harness.processWatermark(3);
      harness.processElement(row(6, 0, 3, "a").arrivedAt(2_000), 6);
      harness.processWatermark(10);

      assertThat(Harnesses.values(harness))
          .extracting(OrderedRow::arrival)
          .containsExactly(Row.UNKNOWN, Row.UNKNOWN, 1_900L, 2_000L, Row.UNKNOWN, 2_000L);
    }
  }

  @Test
  void anotherModelIsRefusedBeforeTheFirstRow() throws Exception {
    var killed = harness(5);
    killed.open();
    killed.processElement(row(1, 0, 0, "a"), 1);
    var state = Harnesses.kill(killed);

    ModelFingerprint other =
        new ModelFingerprint(Map.of("model", "'test'", "column 1", "'z' (numeric)"));
    try (var restored = harness(other, 5)) {
      assertThatThrownBy(() -> restored.initializeState(state))
          .isInstanceOf(SuppressRestartsException.class)
          .cause()
          .hasMessageContaining("column 1 was absent and is 'z' (numeric);");
    }
  }

  /** Killed at every point of a stream and restored: the output is that of an undisturbed run. */
  @Test
  void nothingIsLostOrDoubledByAFailure() throws Exception {
    List<Row> input = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      input.add(row(3 * i + (i % 3), i % 2, i, "c" + i % 4));
    }
    List<String> undisturbed = run(input, -1);
    for (int failure = 0; failure < input.size(); failure++) {
      assertThat(run(input, failure)).as("failure after row %d", failure).isEqualTo(undisturbed);
    }
  }

  private static List<String> run(List<Row> input, int failure) throws Exception {
    List<String> output = new ArrayList<>();
    var harness = harness(5);
    harness.open();
    for (int i = 0; i < input.size(); i++) {
      harness.processElement(input.get(i), input.get(i).eventTime());
      harness.processWatermark(3L * i - 8);
      if (i == failure) {
        collect(harness, output);
        var state = Harnesses.kill(harness);
        harness = harness(5);
        harness.initializeState(state);
        harness.open();
      }
    }
    harness.processWatermark(1000);
    collect(harness, output);
    harness.close();
    return output;
  }

  private static void collect(
      KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness,
      List<String> output) {
    for (EncodedRow row : rows(harness)) {
      output.add(row.sequence() + row.id() + row.numeric()[0] + row.categories()[0] + row.target());
    }
    for (KnowledgeUpdate update : Harnesses.values(harness, OrderOperator.KNOWLEDGE)) {
      if (update.entry() != null) {
        output.add(update.sequence() + update.entry().category());
      }
    }
    output.sort(null);
  }
}
