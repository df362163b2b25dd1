package org.smilestream.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Origin;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.model.Likelihood;

class OrderOperatorTest {
  private static final Schema SCHEMA =
      new Schema(
          "test",
          Task.REGRESSION,
          "id",
          "time",
          List.of("x"),
          List.of(new CategoricalColumn("city", 3)),
          "y",
          List.of());

  private static final ModelFingerprint MODEL = new ModelFingerprint(Map.of("model", "'test'"));

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, EncodedRow> harness(
      int warmUpRows) throws Exception {
    return harness(MODEL, warmUpRows);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, EncodedRow> harness(
      ModelFingerprint model, int warmUpRows) throws Exception {
    return harness(model, Likelihood.GAUSSIAN, warmUpRows);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, EncodedRow> harness(
      ModelFingerprint model, Likelihood likelihood, int warmUpRows) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(
            new OrderOperator(model, SCHEMA, likelihood, warmUpRows, 10, List.of("in-0", "in-1"))),
        row -> "test",
        Types.STRING);
  }

  private static Row row(long time, int partition, long offset, String city) {
    double[] x = {10 + time};
    return new Row(
        "t" + time + "-p" + partition,
        time,
        x,
        new String[] {city},
        2.0 * time,
        new Origin("in", partition, offset, 0));
  }

  private static List<String> ids(List<EncodedRow> rows) {
    return rows.stream().map(EncodedRow::id).toList();
  }

  @Test
  void rowsLeaveInEventTimeOrderThenByOrigin() throws Exception {
    try (var harness = harness(2)) {
      harness.open();
      harness.processElement(row(5, 1, 0, "a"), 5);
      harness.processElement(row(3, 0, 0, "a"), 3);
      harness.processElement(row(5, 0, 1, "b"), 5);
      harness.processElement(row(9, 1, 1, "b"), 9);
      harness.processWatermark(5);

      assertThat(ids(Harnesses.values(harness))).containsExactly("t3-p0", "t5-p0", "t5-p1");
      harness.processWatermark(100);
      assertThat(ids(Harnesses.values(harness))).endsWith("t9-p1");
      assertThat(Harnesses.values(harness).stream().map(EncodedRow::sequence))
          .containsExactly(0L, 1L, 2L, 3L);
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

      List<DeadLetter> late = Harnesses.values(harness, OrderOperator.LATE);
      assertThat(late).hasSize(1);
      assertThat(late.get(0).code()).isEqualTo(DeadLetter.LATE);
      assertThat(late.get(0).origin()).isEqualTo(new Origin("in", 0, 2, 0));
      assertThat(late.get(0).reason()).contains("t89-p0").contains("late");
    }
  }

  @Test
  void scalesByTheWarmUpRowsAndNeverByLaterOnes() throws Exception {
    try (var harness = harness(3)) {
      harness.open();
      for (int i = 1; i <= 3; i++) {
        harness.processElement(row(i, 0, i, "a"), i);
      }
      harness.processElement(row(1000, 0, 4, "a"), 1000);
      harness.processWatermark(2);
      assertThat(Harnesses.values(harness)).isEmpty();
      assertThat(Harnesses.values(harness, OrderOperator.TASKS)).hasSize(2);

      harness.processWatermark(2000);
      List<EncodedRow> rows = Harnesses.values(harness);
      assertThat(rows).hasSize(4);
      assertThat(rows.get(0).numeric()).containsExactly(-1);
      assertThat(rows.get(2).numeric()).containsExactly(1);
      assertThat(rows.get(2).target()).isEqualTo(1);
      assertThat(rows.get(2).rawTarget()).isEqualTo(6);
      assertThat(rows.get(3).numeric()).as("clipped").containsExactly(30);
      assertThat(rows).extracting(EncodedRow::scalerVersion).containsOnly(1);
      assertThat(Harnesses.values(harness, OrderOperator.TASKS)).hasSize(4);
    }
  }

  @Test
  void categoriesGetSlotsInOrderAndOverflowIsOther() throws Exception {
    try (var harness = harness(2)) {
      harness.open();
      String[] cities = {"a", "b", "c", "a", "d"};
      for (int i = 0; i < cities.length; i++) {
        harness.processElement(row(i, 0, i, cities[i]), i);
      }
      harness.processWatermark(100);

      assertThat(Harnesses.values(harness).stream().map(row -> row.categories()[0]))
          .containsExactly(1, 2, 0, 1, 0);
      assertThat(
              Harnesses.values(harness, OrderOperator.KNOWLEDGE).stream()
                  .filter(update -> update.entry() != null)
                  .map(update -> update.entry().category() + update.entry().slot()))
          .containsExactly("a1", "b2");
    }
  }

  /** Fewer warm-up rows than have come already: the scaler is made of all of them. */
  @Test
  void theScalerIsFrozenWhereTheSettingWasLoweredMeanwhile() throws Exception {
    var killed = harness(5);
    killed.open();
    for (int i = 0; i < 4; i++) {
      killed.processElement(row(i, 0, i, "a"), i);
    }
    killed.processWatermark(10);
    var state = Harnesses.kill(killed);

    try (var restored = harness(2)) {
      restored.initializeState(state);
      restored.open();
      restored.processElement(row(20, 0, 4, "a"), 20);
      restored.processWatermark(30);

      assertThat(Harnesses.values(restored)).hasSize(5);
      assertThat(Harnesses.values(restored)).extracting(EncodedRow::scalerVersion).containsOnly(1);
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

  @SuppressWarnings("unchecked")
  private static int silentPartitions(
      KeyedOneInputStreamOperatorTestHarness<String, Row, EncodedRow> harness) {
    var operator = (KeyedProcessOperator<String, Row, EncodedRow>) harness.getOperator();
    return ((OrderOperator) operator.getUserFunction()).silentPartitions();
  }

  @Test
  void aWildTargetIsLearnedAtTheLimitAndScoredAsItIs() throws Exception {
    try (var harness = harness(2)) {
      harness.open();
      harness.processElement(row(1, 0, 0, "a"), 1);
      harness.processElement(row(2, 0, 1, "a"), 2);
      Row wild =
          new Row(
              "wild", 3, new double[] {11}, new String[] {"a"}, -1e12, new Origin("in", 0, 2, 0));
      harness.processElement(wild, 3);
      harness.processWatermark(100);

      EncodedRow encoded = Harnesses.values(harness).get(2);
      assertThat(encoded.target()).isEqualTo(-30);
      assertThat(encoded.rawTarget()).isEqualTo(-1e12);
    }
  }

  /** 1e15 among hundred rows of 0 … 99 counts as 95 + 10 · 90. */
  @Test
  void oneWildRowDoesNotDecideTheScale() {
    List<EncodedRow> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      double x = i == 50 ? 1e15 : i;
      rows.add(new EncodedRow(i, "", i, new double[] {x}, new int[0], x, x, 0));
    }

    Scaler scaler = ScalerFit.of(rows, 1, true);

    assertThat(scaler.means()[0]).isBetween(45.0, 65.0);
    assertThat(scaler.deviations()[0]).isBetween(28.0, 110.0);
    assertThat(scaler.targetDeviation()).isEqualTo(scaler.deviations()[0]);
    assertThat(ScalerFit.of(rows, 1, false).targetDeviation()).isEqualTo(1);
  }

  @Test
  void aPartitionIsSilentOnlyWhileOthersAreNot() {
    SilentPartitions partitions = new SilentPartitions();
    partitions.heard("in-0", 0);
    partitions.heard("in-1", 0);
    assertThat(partitions.check(40_000)).as("all are silent: the stream rests").isEmpty();

    partitions.heard("in-1", 41_000);
    assertThat(partitions.check(50_000)).containsExactly("in-0");
    assertThat(partitions.check(60_000)).as("named once").isEmpty();
    assertThat(partitions.count()).isEqualTo(1);

    partitions.heard("in-0", 61_000);
    assertThat(partitions.count()).isZero();
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
      KeyedOneInputStreamOperatorTestHarness<String, Row, EncodedRow> harness,
      List<String> output) {
    for (EncodedRow row : Harnesses.values(harness)) {
      output.add(row.sequence() + row.id() + row.numeric()[0] + row.categories()[0] + row.target());
    }
    for (KnowledgeUpdate update : Harnesses.values(harness, OrderOperator.KNOWLEDGE)) {
      if (update.entry() != null) {
        output.add(update.sequence() + update.entry().category());
      }
    }
    output.sort(null);
  }

  /** Targets 2, 4, 6, then one of 10,000: learned as mean + 30 deviations, 4 + 30 · 2. */
  @Test
  void countsAreLearnedAsTheyAreUpToALimit() throws Exception {
    try (var harness = harness(MODEL, Likelihood.NEGATIVE_BINOMIAL, 3)) {
      harness.open();
      for (int time = 1; time <= 3; time++) {
        harness.processElement(row(time, 0, time, "A"), 0);
      }
      harness.processElement(row(5000, 0, 4, "A"), 0);
      harness.processWatermark(5000);

      List<EncodedRow> rows = Harnesses.values(harness);
      assertThat(rows.stream().map(EncodedRow::target)).containsExactly(2.0, 4.0, 6.0, 64.0);
      assertThat(rows.get(3).rawTarget()).isEqualTo(10_000);
    }
  }
}
