package org.smilestream.operators.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.smilestream.operators.order.OrderHarnesses.MODEL;
import static org.smilestream.operators.order.OrderHarnesses.SCHEMA;
import static org.smilestream.operators.order.OrderHarnesses.harness;
import static org.smilestream.operators.order.OrderHarnesses.row;
import static org.smilestream.operators.order.OrderHarnesses.rows;

import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.CategoricalColumn;
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
import org.smilestream.operators.Harnesses;

/** Scaler and dictionaries, as the order operator makes and applies them. */
class StreamEncodingTest {
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
    return harness(
        new OrderOperator(
            MODEL,
            SCHEMA,
            Likelihood.GAUSSIAN,
            3,
            10,
            List.of("in-0"),
            Optional.empty(),
            Optional.of(start)));
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
        harness(
            new OrderOperator(
                MODEL,
                schema,
                Likelihood.GAUSSIAN,
                3,
                10,
                List.of("in-0"),
                Optional.empty(),
                Optional.empty()))) {
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
