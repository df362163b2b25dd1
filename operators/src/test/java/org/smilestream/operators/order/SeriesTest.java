package org.smilestream.operators.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.smilestream.operators.Harnesses;

/** Lags and means of earlier targets, as the order operator makes them. */
class SeriesTest {
  private static final int NEVER = 1000;

  private static Schema schema(TargetTransform transform) {
    return schema(
        transform,
        List.of(
            new SeriesColumn("before", Kind.LAG, 2, null, null),
            new SeriesColumn("mean", Kind.MEAN, 2, null, "city")));
  }

  private static Schema schema(TargetTransform transform, List<SeriesColumn> series) {
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
        new RowLayout(List.of(time), Map.of(), Set.of("before", "mean"), null, series, List.of()));
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness(
      TargetTransform transform, Optional<LabelLimits> limits) throws Exception {
    return harness(schema(transform), limits);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness(
      Schema schema, Optional<LabelLimits> limits) throws Exception {
    return OrderHarnesses.harness(
        new OrderOperator(
            OrderHarnesses.MODEL,
            schema,
            Likelihood.GAUSSIAN,
            NEVER,
            0,
            List.of(),
            limits,
            Optional.empty()));
  }

  private static Row row(long time, String city, double target) {
    return row(time, city, 7, target);
  }

  private static Row row(long time, String city, double x, double target) {
    return new Row(
        "r" + time,
        time,
        new double[] {x, 55, 66},
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

  @Test
  void seriesOfAFeatureAreOfTheRowsBeforeWhateverIsKnownOfTheirTargets() throws Exception {
    List<SeriesColumn> ofFeature =
        List.of(
            new SeriesColumn("before", Kind.LAG, 1, "x", "city"),
            new SeriesColumn("mean", Kind.MEAN, 2, "x", null));
    Schema schema = schema(TargetTransform.LOG1P, ofFeature);
    var killed = harness(schema, Optional.of(new LabelLimits(100, 100)));
    killed.open();
    process(killed, row(1, "a", 10, Double.NaN));
    process(killed, row(2, "b", 20, Double.NaN));
    process(killed, row(3, "a", Double.NaN, Double.NaN));
    assertThat(predicted(killed))
        .containsExactly(
            new double[] {10, Double.NaN, Double.NaN},
            new double[] {20, Double.NaN, 10},
            new double[] {Double.NaN, 10, 15});
    var state = Harnesses.kill(killed);
    try (var restored = harness(schema, Optional.of(new LabelLimits(100, 100)))) {
      restored.setup();
      restored.initializeState(state);
      restored.open();
      process(restored, label("r1", 4, 5));
      process(restored, row(5, "b", 40, Double.NaN));
      process(restored, row(6, "b", 50, Double.NaN));
      assertThat(predicted(restored))
          .as("a missing value is none")
          .containsExactly(new double[] {40, 20, 15}, new double[] {50, 40, 30});
    }
  }
}
