package org.smilestream.operators.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.smilestream.operators.prediction.PredictionHarnesses.MODEL;
import static org.smilestream.operators.prediction.PredictionHarnesses.SPEC;
import static org.smilestream.operators.prediction.PredictionHarnesses.answer;
import static org.smilestream.operators.prediction.PredictionHarnesses.harness;
import static org.smilestream.operators.prediction.PredictionHarnesses.observation;
import static org.smilestream.operators.prediction.PredictionHarnesses.sample;
import static org.smilestream.operators.prediction.PredictionHarnesses.scaler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.learner.Bits;
import org.smilestream.operators.Harnesses;

/** Intervals that are recalibrated by the targets so far. */
class RecalibrationTest {
  private static TwoInputStreamOperatorTestHarness<PredictionTask, KnowledgeUpdate, Prediction>
      recalibrating(Double rate, int parallelism, int subtask) throws Exception {
    return new TwoInputStreamOperatorTestHarness<>(
        new PredictionOperator(
            "test", MODEL, SPEC, 3, 2, Optional.empty(), Optional.ofNullable(rate)),
        128,
        parallelism,
        subtask);
  }

  /** Predicts rows from a number on, each with mean 3 and deviation 2, and forgets the records. */
  private static List<Prediction> predict(
      TwoInputStreamOperatorTestHarness<PredictionTask, KnowledgeUpdate, Prediction> harness,
      long first,
      double... targets)
      throws Exception {
    for (int i = 0; i < targets.length; i++) {
      harness.processElement1(observation(first + i, targets[i]), 10 * (first + i));
      Watermark watermark = new Watermark(10 * (first + i));
      harness.processWatermark1(watermark);
      harness.processWatermark2(watermark);
    }
    List<Prediction> predictions = Harnesses.values(harness);
    harness.getOutput().clear();
    return predictions;
  }

  private static void teach(
      TwoInputStreamOperatorTestHarness<PredictionTask, KnowledgeUpdate, Prediction> harness)
      throws Exception {
    harness.processElement2(scaler(), 0);
    harness.processElement2(sample(0, 3), 30);
  }

  /** γ = 0.1: after a target outside both intervals α is 0.01 and 0.45, after one inside 0.02. */
  @Test
  void theTargetOfARowRecalibratesTheNextPrediction() throws Exception {
    try (var harness = recalibrating(0.1, 1, 0)) {
      harness.open();
      teach(harness);
      List<Prediction> rows = predict(harness, 10, 100, 3, 3);
      Prediction answer = answer(harness);

      assertThat(rows.get(0).number().recalibratedQuantiles())
          .isEqualTo(rows.get(0).number().quantiles());
      assertThat(rows.get(1).number().quantiles()).isEqualTo(rows.get(0).number().quantiles());
      double[] z = {2.575829, 0.755415};
      assertThat(rows.get(1).number().recalibratedQuantiles())
          .containsExactly(
              new double[] {3 - 2 * z[0], 3 - 2 * z[1], 3, 3 + 2 * z[1], 3 + 2 * z[0]},
              Offset.offset(1e-5));
      assertThat(rows.get(2).number().recalibratedQuantiles()[4])
          .isCloseTo(3 + 2 * 2.326348, within(1e-5));
      assertThat(answer.sequence()).isEqualTo(-1);
      assertThat(answer.number().recalibratedQuantiles()[4] - answer.number().quantiles()[2])
          .as("at α = 0.03")
          .isCloseTo(2 * 2.170090, within(1e-5));
      assertThat(answer.number().quantiles()[4] - answer.number().quantiles()[2])
          .isCloseTo(2 * 1.644854, within(1e-5));
    }
  }

  @Test
  void whatIsNotWantedOrNotKnownIsNotRecalibrated() throws Exception {
    try (var off = recalibrating(null, 1, 0);
        var unknown = recalibrating(0.1, 1, 0)) {
      off.open();
      teach(off);
      assertThat(predict(off, 10, 3).get(0).number().recalibratedQuantiles()).isNull();
      unknown.open();
      assertThat(predict(unknown, 10, 3).get(0).number()).isNull();
    }
  }

  /** Targets of 1.5 times the predicted deviation, then of half of it: 73 % and 99.9 % within. */
  @Test
  void recalibratedIntervalsHoldWhatTheySayWhereTheModelDoesNot() throws Exception {
    int half = 1_500;
    Random random = new Random(5);
    double[] targets =
        IntStream.range(0, 2 * half)
            .mapToDouble(i -> 3 + 2 * (i < half ? 1.5 : 0.5) * random.nextGaussian())
            .toArray();
    try (var harness = recalibrating(0.02, 1, 0)) {
      harness.open();
      teach(harness);
      List<Prediction> rows = predict(harness, 10, targets);

      List<Prediction> wide = rows.subList(0, half);
      List<Prediction> narrow = rows.subList(half, 2 * half);
      assertThat(held(wide, PredictiveSummary::quantiles)).isBetween(0.7, 0.76);
      assertThat(held(narrow, PredictiveSummary::quantiles)).isGreaterThan(0.99);
      // The bound of the method, for this rate and number of rows, is 0.031.
      assertThat(held(wide, PredictiveSummary::recalibratedQuantiles))
          .isCloseTo(0.9, within(0.031));
      assertThat(held(narrow, PredictiveSummary::recalibratedQuantiles))
          .isCloseTo(0.9, within(0.031));
    }
  }

  private static double held(
      List<Prediction> rows, Function<PredictiveSummary, double[]> quantiles) {
    long within =
        rows.stream()
            .filter(row -> quantiles.apply(row.number())[0] <= row.target())
            .filter(row -> row.target() <= quantiles.apply(row.number())[4])
            .count();
    return (double) within / rows.size();
  }

  @Test
  void recalibrationGoesOnAfterAFailureAtAnyRow() throws Exception {
    double[] targets = {100, 3, 0, 3, 5, 3, -50, 4, 2, 3};
    List<Prediction> undisturbed;
    try (var harness = recalibrating(0.1, 1, 0)) {
      harness.open();
      teach(harness);
      undisturbed = predict(harness, 10, targets);
    }
    for (int failure = 1; failure < targets.length; failure++) {
      var killed = recalibrating(0.1, 1, 0);
      killed.open();
      teach(killed);
      List<Prediction> rows = new ArrayList<>(predict(killed, 10, Arrays.copyOf(targets, failure)));
      OperatorSubtaskState state = Harnesses.kill(killed);
      try (var restored = recalibrating(0.1, 1, 0)) {
        restored.initializeState(state);
        restored.open();
        double[] rest = Arrays.copyOfRange(targets, failure, targets.length);
        rows.addAll(predict(restored, 10 + failure, rest));
      }
      assertThat(rows)
          .as("failure after row %d", failure)
          .usingRecursiveComparison(Bits.EXACT)
          .isEqualTo(undisturbed);
    }
  }

  /** A savepoint fits a job with recalibration and one without, which forgets it. */
  @Test
  void recalibrationCanBeSwitchedOnAndOff() throws Exception {
    var on = recalibrating(0.1, 1, 0);
    on.open();
    teach(on);
    predict(on, 10, 100, 100);
    var off = recalibrating(null, 1, 0);
    off.initializeState(Harnesses.kill(on));
    off.open();
    assertThat(predict(off, 12, 3).get(0).number().recalibratedQuantiles()).isNull();
    try (var again = recalibrating(0.1, 1, 0)) {
      again.initializeState(Harnesses.kill(off));
      again.open();
      PredictiveSummary first = predict(again, 13, 3).get(0).number();
      assertThat(first.recalibratedQuantiles()).isEqualTo(first.quantiles());
    }
  }

  @Test
  void eachOfSeveralTasksGoesOnFromWhatOneHasLearned() throws Exception {
    var one = recalibrating(0.1, 1, 0);
    one.open();
    teach(one);
    predict(one, 10, 100, 3, 3);
    double[] expected = answer(one).number().recalibratedQuantiles();
    OperatorSubtaskState state = Harnesses.kill(one);
    OperatorSubtaskState[] states = new OperatorSubtaskState[2];
    for (int subtask = 0; subtask < 2; subtask++) {
      var harness = recalibrating(0.1, 2, subtask);
      harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 128, 1, 2, subtask));
      harness.open();
      assertThat(answer(harness).number().recalibratedQuantiles()).isEqualTo(expected);
      if (subtask == 1) {
        predict(harness, 20, 3);
        expected = answer(harness).number().recalibratedQuantiles();
      }
      states[subtask] = Harnesses.kill(harness);
    }
    try (var harness = recalibrating(0.1, 1, 0)) {
      harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              AbstractStreamOperatorTestHarness.repackageState(states[0], states[1]),
              128,
              2,
              1,
              0));
      harness.open();
      assertThat(answer(harness).number().recalibratedQuantiles())
          .as("of the task that has learned from most rows")
          .isEqualTo(expected);
    }
  }
}
