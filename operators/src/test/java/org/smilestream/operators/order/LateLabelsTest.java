package org.smilestream.operators.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Origin;
import org.smilestream.data.Outcome;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Row;
import org.smilestream.learner.Bits;
import org.smilestream.model.Likelihood;
import org.smilestream.operators.Harnesses;

/** Features and labels as the order operator joins them. Time limit 100, at most 5 rows. */
class LateLabelsTest {
  private static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness()
      throws Exception {
    return harness(5);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness(
      int mostRows) throws Exception {
    return OrderHarnesses.harness(
        new OrderOperator(
            OrderHarnesses.MODEL,
            OrderHarnesses.SCHEMA,
            Likelihood.GAUSSIAN,
            2,
            0,
            List.of(),
            Optional.of(new LabelLimits(100, mostRows)),
            Optional.empty()));
  }

  private static Row features(String id, long time) {
    return new Row(
        id, time, new double[] {time}, new String[] {"a"}, Double.NaN, new Origin("z", 0, time, 0));
  }

  private static Row label(String id, long time, double target) {
    return new Row(id, time, new double[0], new String[0], target, new Origin("a", 0, time, 0));
  }

  private static void process(
      KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness, Row... rows)
      throws Exception {
    for (Row row : rows) {
      harness.processElement(row, row.eventTime());
    }
    harness.processWatermark(rows[rows.length - 1].eventTime());
  }

  private static List<String> learned(
      KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness) {
    return Harnesses.values(harness).stream()
        .map(OrderedRow::row)
        .map(
            row ->
                row.sequence() + " " + row.id() + " at " + row.eventTime() + ": " + row.rawTarget())
        .toList();
  }

  private static List<String> deadLetters(
      KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness) {
    return Harnesses.values(harness, OrderOperator.DEAD_LETTERS).stream()
        .map(letter -> letter.code() + ": " + letter.reason())
        .toList();
  }

  @Test
  void featuresArePredictedAndLabelsLearnedEachInItsOrder() throws Exception {
    try (var harness = harness()) {
      harness.open();
      process(
          harness,
          features("a", 1),
          features("b", 2),
          label("b", 5, 50),
          features("c", 6),
          label("c", 7, 70),
          label("a", 9, 10));

      assertThat(learned(harness))
          .containsExactly("0 b at 5: 50.0", "1 c at 7: 70.0", "2 a at 9: 10.0");
      assertThat(
              Harnesses.values(harness, OrderOperator.TASKS).stream()
                  .map(task -> task.observation().id() + " after " + task.horizon()))
          .containsExactly("a after 0", "b after 0", "c after 1");
      assertThat(
              Harnesses.values(harness, OrderOperator.TASKS).stream()
                  .map(PredictionTask::observation)
                  .map(EncodedRow::sequence))
          .containsExactly(0L, 1L, 2L);
      assertThat(Harnesses.values(harness, OrderOperator.TASKS))
          .allMatch(task -> Double.isNaN(task.observation().rawTarget()));
      assertThat(Harnesses.values(harness, OrderOperator.OUTCOMES))
          .containsExactly(new Outcome(1, 50), new Outcome(2, 70), new Outcome(0, 10));
      assertThat(deadLetters(harness)).isEmpty();
    }
  }

  /** The features of a row that is learned from are those of its prediction, once scaled alike. */
  @Test
  void theFeaturesAreKept() throws Exception {
    try (var harness = harness()) {
      harness.open();
      process(
          harness,
          features("a", 1),
          label("a", 2, 1),
          features("b", 3),
          label("b", 4, 2),
          features("c", 5),
          label("c", 90, 3));

      EncodedRow learned = Harnesses.values(harness).get(2).row();
      EncodedRow predicted = Harnesses.values(harness, OrderOperator.TASKS).get(2).observation();
      assertThat(learned.numeric()).containsExactly(predicted.numeric());
      assertThat(learned.scalerVersion()).isEqualTo(predicted.scalerVersion()).isEqualTo(1);
      assertThat(learned.categories()).containsExactly(predicted.categories()).containsExactly(1);
      assertThat(learned.eventTime()).isEqualTo(90);
    }
  }

  /** By origin the label, of topic a, would be before the features, of topic z. */
  @Test
  void aLabelFindsFeaturesOfTheSameTime() throws Exception {
    try (var harness = harness()) {
      harness.open();
      process(harness, label("a", 1, 10), features("a", 1));
      assertThat(Harnesses.values(harness, OrderOperator.OUTCOMES))
          .containsExactly(new Outcome(0, 10));
    }
  }

  @Test
  void whatHasNoCounterpartIsADeadLetterWithAReasonOfItsOwn() throws Exception {
    try (var harness = harness()) {
      harness.open();
      process(
          harness,
          label("x", 0, 1),
          features("a", 1),
          features("a", 2),
          label("a", 3, 10),
          label("a", 4, 10),
          label("a", 5, 11),
          features("a", 6),
          features("b", 7),
          label("b", 108, 20));

      assertThat(deadLetters(harness))
          .containsExactly(
              "no-features: label of row 'x' has no features: none have come within 200 ms before it,"
                  + " or more than 5 rows have come since",
              "duplicate-features: features of row 'a' have come before, with event time 1970-01-01T00:00:00.001Z",
              "duplicate-label: label of row 'a' has come before",
              "changed-label: label of row 'a' has come before as 10.0, and now is 11.0",
              "duplicate-features: features of row 'a' have come before, with event time 1970-01-01T00:00:00.001Z",
              "late-label: label of row 'b' is late: it came 101 ms after the features, and the limit is 100 ms");
      DeadLetter first = Harnesses.values(harness, OrderOperator.DEAD_LETTERS).get(0);
      assertThat(first.origin()).isEqualTo(new Origin("a", 0, 0, 0));
      assertThat(Harnesses.values(harness, OrderOperator.OUTCOMES))
          .containsExactly(new Outcome(0, 10), new Outcome(1, Double.NaN));
    }
  }

  @Test
  void theLimitItselfIsInTime() throws Exception {
    try (var harness = harness()) {
      harness.open();
      process(harness, features("a", 7), label("a", 107, 20));
      assertThat(deadLetters(harness)).isEmpty();
    }
  }

  /** Ids are kept for twice the limit; after it the same id is a row of its own. */
  @Test
  void idsAreForgottenAfterTwiceTheLimit() throws Exception {
    try (var harness = harness()) {
      harness.open();
      process(harness, features("a", 0), label("a", 10, 1), features("b", 20));
      process(harness, label("b", 201, 7), label("b", 223, 7), features("a", 230));

      assertThat(
              Harnesses.values(harness, OrderOperator.DEAD_LETTERS).stream().map(DeadLetter::code))
          .containsExactly(DeadLetter.LATE_LABEL, DeadLetter.NO_FEATURES);
      assertThat(Harnesses.values(harness, OrderOperator.TASKS)).hasSize(3);
      assertThat(harness.numKeyedStateEntries())
          .as("newest-times, next-sequence, dictionary, its size, bounds, warm-up; one row, its id")
          .isLessThanOrEqualTo(10);
    }
  }

  @Test
  void ofTooManyRowsTheOldestIsForgotten() throws Exception {
    try (var harness = harness()) {
      harness.open();
      for (int i = 0; i < 8; i++) {
        process(harness, features("r" + i, i));
      }
      process(harness, label("r2", 20, 2), label("r3", 21, 3));

      assertThat(Harnesses.values(harness, OrderOperator.OUTCOMES))
          .containsExactly(
              new Outcome(0, Double.NaN),
              new Outcome(1, Double.NaN),
              new Outcome(2, Double.NaN),
              new Outcome(3, 3));
      assertThat(
              Harnesses.values(harness, OrderOperator.DEAD_LETTERS).stream().map(DeadLetter::code))
          .containsExactly(DeadLetter.NO_FEATURES);
    }
  }

  @Test
  void aLowerLimitCountsFromTheNextRowOn() throws Exception {
    var killed = harness();
    killed.open();
    for (int i = 0; i < 5; i++) {
      process(killed, features("r" + i, i));
    }
    var state = Harnesses.kill(killed);
    try (var restored = harness(2)) {
      restored.initializeState(state);
      restored.open();
      process(restored, features("r5", 5), label("r3", 6, 3), label("r4", 7, 4), label("r5", 8, 5));

      assertThat(Harnesses.values(restored, OrderOperator.OUTCOMES))
          .containsExactly(
              new Outcome(0, Double.NaN),
              new Outcome(1, Double.NaN),
              new Outcome(2, Double.NaN),
              new Outcome(3, Double.NaN),
              new Outcome(4, 4),
              new Outcome(5, 5));
    }
  }

  @Test
  void aKilledOperatorGoesOnAsIfNothingHadHappened() throws Exception {
    Row[] rows = {
      features("a", 1),
      features("b", 2),
      label("a", 3, 10),
      features("c", 4),
      label("a", 5, 11),
      label("b", 6, 20),
      features("b", 7),
      features("d", 50),
      label("c", 110, 30),
      label("d", 120, 40)
    };
    try (var undisturbed = harness()) {
      undisturbed.open();
      process(undisturbed, rows);
      for (int kill = 1; kill < rows.length; kill++) {
        var killed = harness();
        killed.open();
        process(killed, Arrays.copyOfRange(rows, 0, kill));
        // A row that the watermark has not reached is in the checkpoint too.
        killed.processElement(rows[kill], rows[kill].eventTime());
        List<OrderedRow> before = Harnesses.values(killed);
        List<DeadLetter> deadBefore = Harnesses.values(killed, OrderOperator.DEAD_LETTERS);
        List<Outcome> outcomesBefore = Harnesses.values(killed, OrderOperator.OUTCOMES);
        var state = Harnesses.kill(killed);
        try (var restored = harness()) {
          restored.setup();
          restored.initializeState(state);
          restored.open();
          for (Row row : Arrays.copyOfRange(rows, kill + 1, rows.length)) {
            restored.processElement(row, row.eventTime());
          }
          restored.processWatermark(1000);
          assertThat(together(before, Harnesses.values(restored)))
              .usingRecursiveComparison(Bits.EXACT)
              .isEqualTo(Harnesses.values(undisturbed));
          assertThat(together(deadBefore, Harnesses.values(restored, OrderOperator.DEAD_LETTERS)))
              .usingRecursiveComparison()
              .isEqualTo(Harnesses.values(undisturbed, OrderOperator.DEAD_LETTERS));
          assertThat(together(outcomesBefore, Harnesses.values(restored, OrderOperator.OUTCOMES)))
              .isEqualTo(Harnesses.values(undisturbed, OrderOperator.OUTCOMES));
        }
      }
    }
  }

  private static <T> List<T> together(List<T> before, List<T> after) {
    return Stream.concat(before.stream(), after.stream()).toList();
  }
}
