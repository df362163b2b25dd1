package org.smilestream.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Origin;
import org.smilestream.data.Phase;
import org.smilestream.data.Posterior;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Row;
import org.smilestream.data.RowLayout;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.data.TargetTransform;
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

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness(
      int warmUpRows) throws Exception {
    return harness(MODEL, warmUpRows);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness(
      ModelFingerprint model, int warmUpRows) throws Exception {
    return harness(model, Likelihood.GAUSSIAN, warmUpRows);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness(
      ModelFingerprint model, Likelihood likelihood, int warmUpRows) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new OrderedProcessOperator(
            new OrderOperator(
                model,
                SCHEMA,
                likelihood,
                warmUpRows,
                10,
                List.of("in-0", "in-1"),
                Optional.empty(),
                Optional.empty())),
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

  private static List<EncodedRow> rows(
      KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness) {
    return Harnesses.values(harness).stream().map(OrderedRow::row).toList();
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

  private static Row history(long time) {
    double[] x = {time};
    return new Row(
        "h" + time, time, x, new String[] {"a"}, time, new Origin("history", 0, time, 0));
  }

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
  void scalesByTheWarmUpRowsAndNeverByLaterOnes() throws Exception {
    try (var harness = harness(3)) {
      harness.open();
      for (int i = 1; i <= 3; i++) {
        harness.processElement(row(i, 0, i, "a"), i);
      }
      harness.processElement(row(1000, 0, 4, "a"), 1000);
      harness.processWatermark(2);
      assertThat(rows(harness)).isEmpty();
      assertThat(Harnesses.values(harness, OrderOperator.TASKS)).hasSize(2);

      harness.processWatermark(2000);
      List<EncodedRow> rows = rows(harness);
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

      assertThat(rows(harness).stream().map(row -> row.categories()[0]))
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

      assertThat(rows(restored)).hasSize(5);
      assertThat(rows(restored)).extracting(EncodedRow::scalerVersion).containsOnly(1);
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
  void aJobThatStartsFromAPosteriorHasItsScalerAndSlotsFromTheFirstRowOn() throws Exception {
    var killed = startingFrom(new Scaler(1, 50, new double[] {10}, new double[] {2}, 1, 4));
    killed.open();
    killed.processElement(row(1, 0, 0, "b"), 1);
    killed.processElement(row(2, 0, 1, "a"), 2);
    killed.processElement(row(3, 0, 2, "c"), 3);
    killed.processWatermark(2);

    List<EncodedRow> rows = rows(killed);
    assertThat(rows).extracting(EncodedRow::sequence).containsExactly(0L, 1L);
    assertThat(rows).extracting(row -> row.numeric()[0]).containsExactly(0.5, 1.0);
    assertThat(rows).extracting(EncodedRow::target).containsExactly(0.25, 0.75);
    assertThat(rows).extracting(EncodedRow::scalerVersion).containsOnly(1);
    assertThat(rows).extracting(row -> row.categories()[0]).containsExactly(1, 2);
    List<KnowledgeUpdate> knowledge = Harnesses.values(killed, OrderOperator.KNOWLEDGE);
    assertThat(knowledge.get(0).scaler().targetDeviation()).isEqualTo(4);
    assertThat(knowledge.subList(1, knowledge.size()))
        .as("told to those who predict, and to the topic")
        .extracting(update -> update.entry().category() + update.entry().slot())
        .containsExactly("b1", "a2");
    var state = Harnesses.kill(killed);

    try (var restored = startingFrom(new Scaler(1, 50, new double[] {0}, new double[] {1}, 0, 1))) {
      restored.initializeState(state);
      restored.open();
      restored.processWatermark(100);
      assertThat(rows(restored)).extracting(row -> row.numeric()[0]).containsExactly(1.5);
      assertThat(rows(restored).get(0).categories()).as("no slot is left").containsExactly(0);
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> startingFrom(
      Scaler scaler) throws Exception {
    Posterior start =
        new Posterior(
            scaler,
            List.of(new DictionaryEntry(0, "b", 1), new DictionaryEntry(0, "a", 2)),
            List.of(
                new PosteriorSample("test", 0, 0, 9, Phase.SAMPLING, 9, 9, 1, new float[1], null)));
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new OrderedProcessOperator(
            new OrderOperator(
                MODEL,
                SCHEMA,
                Likelihood.GAUSSIAN,
                3,
                10,
                List.of("in-0"),
                Optional.empty(),
                Optional.of(start))),
        row -> "test",
        Types.STRING);
  }

  @Test
  void theTransformedTargetIsScaled() throws Exception {
    Schema schema =
        new Schema(
            "test",
            Task.REGRESSION,
            "id",
            "time",
            List.of("x"),
            List.of(new CategoricalColumn("city", 3)),
            "y",
            List.of(),
            TargetTransform.LOG,
            RowLayout.plain("time"));
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow>(
            new OrderedProcessOperator(
                new OrderOperator(
                    MODEL,
                    schema,
                    Likelihood.GAUSSIAN,
                    3,
                    10,
                    List.of("in-0"),
                    Optional.empty(),
                    Optional.empty())),
            row -> "test",
            Types.STRING)) {
      harness.open();
      for (int time = 1; time <= 4; time++) {
        harness.processElement(row(time, 0, time, "a"), time);
      }
      harness.processWatermark(10);

      double[] logs = {Math.log(2), Math.log(4), Math.log(6), Math.log(8)};
      double mean = (logs[0] + logs[1] + logs[2]) / 3;
      double deviation =
          Math.sqrt(
              (Math.pow(logs[0] - mean, 2)
                      + Math.pow(logs[1] - mean, 2)
                      + Math.pow(logs[2] - mean, 2))
                  / 2);
      EncodedRow last = rows(harness).get(3);
      assertThat(last.target()).isCloseTo((logs[3] - mean) / deviation, within(1e-12));
      assertThat(last.rawTarget()).isEqualTo(8);
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

      EncodedRow encoded = rows(harness).get(2);
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
    assertThat(partitions.check(40_000, false)).as("all are silent: the stream rests").isEmpty();

    partitions.heard("in-1", 41_000);
    assertThat(partitions.check(50_000, false)).containsExactly("in-0");
    assertThat(partitions.check(60_000, false)).as("named once").isEmpty();
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

      List<EncodedRow> rows = rows(harness);
      assertThat(rows.stream().map(EncodedRow::target)).containsExactly(2.0, 4.0, 6.0, 64.0);
      assertThat(rows.get(3).rawTarget()).isEqualTo(10_000);
    }
  }
}
