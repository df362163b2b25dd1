package org.smilestream.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Origin;
import org.smilestream.data.Row;
import org.smilestream.data.RowLayout;
import org.smilestream.data.Schema;
import org.smilestream.data.SeriesColumn;
import org.smilestream.data.SeriesColumn.Kind;
import org.smilestream.data.TargetTransform;
import org.smilestream.data.Task;
import org.smilestream.data.TimeColumn;
import org.smilestream.model.Likelihood;

/** Lags and means of earlier targets, as the order operator makes them. */
class SeriesTest {
  private static final int NEVER = 1000;

  private static Schema schema(TargetTransform transform) {
    TimeColumn time = new TimeColumn("time", null, null, null);
    return new Schema(
        "test",
        Task.REGRESSION,
        "id",
        "time",
        List.of("x", "before", "mean"),
        List.of(new CategoricalColumn("city", 5)),
        "y",
        List.of(),
        transform,
        new RowLayout(
            List.of(time),
            Map.of(),
            Set.of("before", "mean"),
            null,
            List.of(
                new SeriesColumn("before", Kind.LAG, 2, null),
                new SeriesColumn("mean", Kind.MEAN, 2, "city")),
            List.of()));
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness(
      TargetTransform transform, Optional<LabelLimits> limits) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new OrderedProcessOperator(
            new OrderOperator(
                new ModelFingerprint(Map.of("model", "'test'")),
                schema(transform),
                Likelihood.GAUSSIAN,
                NEVER,
                0,
                List.of(),
                limits,
                Optional.empty())),
        row -> "test",
        Types.STRING);
  }

  private static Row row(long time, String city, double target) {
    return new Row(
        "r" + time,
        time,
        new double[] {7, 55, 66},
        new String[] {city},
        target,
        new Origin("in", 0, time, 0));
  }

  private static void process(
      KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness, Row row)
      throws Exception {
    harness.processElement(row, row.eventTime());
    harness.processWatermark(row.eventTime());
  }

  private static List<double[]> predicted(
      KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness) {
    return Harnesses.values(harness, OrderOperator.TASKS).stream()
        .map(task -> task.observation().numeric())
        .toList();
  }

  @Test
  void lagsAreOfAllRowsAndMeansOfThoseOfTheKey() throws Exception {
    try (var harness = harness(TargetTransform.STANDARD, Optional.empty())) {
      harness.open();
      process(harness, row(1, "a", 10));
      process(harness, row(2, "b", 20));
      process(harness, row(3, "a", 30));
      process(harness, row(4, "a", 50));
      process(harness, row(5, "a", 0));

      double missing = Double.NaN;
      assertThat(predicted(harness))
          .containsExactly(
              new double[] {7, missing, missing},
              new double[] {7, missing, missing},
              new double[] {7, 10, 10},
              new double[] {7, 20, 20},
              new double[] {7, 30, 40});
    }
  }

  @Test
  void theyAreOfWhatIsLearned() throws Exception {
    try (var harness = harness(TargetTransform.LOG1P, Optional.empty())) {
      harness.open();
      process(harness, row(1, "a", 10));
      process(harness, row(2, "a", 20));
      process(harness, row(3, "a", 30));

      double[] last = predicted(harness).get(2);
      assertThat(last).containsExactly(7, Math.log(11), (Math.log(11) + Math.log(21)) / 2);
    }
  }

  @Test
  void onlyLabelsThatHaveComeCount() throws Exception {
    try (var harness = harness(TargetTransform.STANDARD, Optional.of(new LabelLimits(100, 100)))) {
      harness.open();
      process(harness, row(1, "a", Double.NaN));
      process(harness, row(2, "a", Double.NaN));
      process(harness, label("r2", 3, 20));
      process(harness, row(4, "a", Double.NaN));
      process(harness, label("r1", 5, 10));
      process(harness, row(6, "a", Double.NaN));

      double missing = Double.NaN;
      assertThat(predicted(harness))
          .containsExactly(
              new double[] {7, missing, missing},
              new double[] {7, missing, missing},
              new double[] {7, missing, 20},
              new double[] {7, 20, 15});
    }
  }

  private static Row label(String id, long time, double target) {
    return new Row(id, time, new double[0], new String[0], target, new Origin("in", 0, time, 0));
  }

  @Test
  void aKilledOperatorGoesOn() throws Exception {
    var killed = harness(TargetTransform.STANDARD, Optional.empty());
    killed.open();
    process(killed, row(1, "a", 10));
    process(killed, row(2, "a", 20));
    var state = Harnesses.kill(killed);
    try (var restored = harness(TargetTransform.STANDARD, Optional.empty())) {
      restored.setup();
      restored.initializeState(state);
      restored.open();
      process(restored, row(3, "a", 30));
      assertThat(predicted(restored)).containsExactly(new double[] {7, 10, 15});
    }
  }
}
