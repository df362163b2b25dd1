package org.smilestream.operators.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.smilestream.operators.prediction.PredictionHarnesses.MODEL;
import static org.smilestream.operators.prediction.PredictionHarnesses.SPEC;
import static org.smilestream.operators.prediction.PredictionHarnesses.answer;
import static org.smilestream.operators.prediction.PredictionHarnesses.harness;
import static org.smilestream.operators.prediction.PredictionHarnesses.observation;
import static org.smilestream.operators.prediction.PredictionHarnesses.request;
import static org.smilestream.operators.prediction.PredictionHarnesses.sample;
import static org.smilestream.operators.prediction.PredictionHarnesses.scaler;
import static org.smilestream.operators.prediction.PredictionHarnesses.startingFrom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictionTask;
import org.smilestream.learner.Bits;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.state.ModelFingerprint;

/** Predictions after a failure, at another parallelism and by another number of chains. */
class PredictionStateTest {
  @Test
  void aRowThatWaitsKeepsItsHorizonThroughAFailure() throws Exception {
    var killed = harness();
    killed.open();
    killed.processElement2(scaler(), 0);
    EncodedRow features =
        new EncodedRow(7, "late", 30, new double[0], new int[] {0}, Double.NaN, Double.NaN, 1);
    killed.processElement1(PredictionTask.of(features, 2), 30);
    var state = Harnesses.kill(killed);
    try (var restored = harness()) {
      restored.setup();
      restored.initializeState(state);
      restored.open();
      restored.processElement2(sample(0, 1), 10);
      restored.processElement2(sample(0, 2), 20);
      restored.processWatermark1(new Watermark(30));
      restored.processWatermark2(new Watermark(30));
      assertThat(Harnesses.values(restored).get(0).number().mean()).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void theSamePredictionsComeOutAfterAFailureAtAnyPoint() throws Exception {
    List<String> undisturbed = run(-1);
    assertThat(undisturbed).hasSize(12);
    for (int failure = 0; failure < 12; failure++) {
      assertThat(run(failure)).as("failure after row %d", failure).isEqualTo(undisturbed);
    }
  }

  /** Which is neither the one of the highest chain nor, at first, that of the newest row. */
  @Test
  void theNewestSampleOutlivesAFailure() throws Exception {
    var killed = startingFrom(42, 40);
    killed.open();
    killed.processElement2(scaler(), 0);
    killed.processElement2(sample(1, 2), 20);
    killed.processElement2(sample(0, 3), 30);
    killed.processWatermark1(new Watermark(30));
    killed.processWatermark2(new Watermark(30));
    Prediction before = answer(killed);
    assertThat(before.provenance().newestStep()).isEqualTo(3);
    var state = Harnesses.kill(killed);
    try (var restored = harness()) {
      restored.initializeState(state);
      restored.open();
      assertThat(answer(restored)).usingRecursiveComparison(Bits.EXACT).isEqualTo(before);
    }
  }

  /** Rows wait in two subtasks; the job is restored at other parallelisms. */
  @Test
  void waitingRowsMoveToOtherSubtasks() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int newParallelism : new int[] {2, 1, 3}) {
      OperatorSubtaskState[] states = new OperatorSubtaskState[2];
      for (int subtask = 0; subtask < 2; subtask++) {
        var harness = harness(2, subtask);
        harness.open();
        harness.processElement2(scaler(), 0);
        for (int i = 0; i < 6; i++) {
          harness.processElement2(sample(0, i), 10L * i);
          if (i % 2 == subtask) {
            harness.processElement1(observation(i, i), 10L * i);
          }
        }
        harness.processWatermark1(new Watermark(19));
        harness.processWatermark2(new Watermark(19));
        states[subtask] = Harnesses.kill(harness);
      }
      OperatorSubtaskState all =
          AbstractStreamOperatorTestHarness.repackageState(states[0], states[1]);
      List<String> output = new ArrayList<>();
      for (int subtask = 0; subtask < newParallelism; subtask++) {
        var harness = harness(newParallelism, subtask);
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                all, 128, 2, newParallelism, subtask));
        harness.open();
        harness.processWatermark1(Watermark.MAX_WATERMARK);
        harness.processWatermark2(Watermark.MAX_WATERMARK);
        collect(harness, output);
        harness.close();
      }
      output.sort(null);
      if (newParallelism == 2) {
        expected.addAll(output);
      }
      assertThat(output).as("parallelism %d", newParallelism).hasSize(4).isEqualTo(expected);
    }
  }

  @Test
  void anotherModelIsRefusedAtTheStart() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness()) {
      harness.open();
      state = Harnesses.kill(harness);
    }

    ModelFingerprint other = MODEL.with("sampler.name", "sgld").with("model", "'other'");
    try (var restored =
        new TwoInputStreamOperatorTestHarness<>(
            new PredictionOperator(
                "test", other, SPEC, 3, 2, Optional.empty(), Optional.empty()))) {
      assertThatThrownBy(() -> restored.initializeState(state))
          .isInstanceOf(SuppressRestartsException.class)
          .cause()
          .hasMessage(
              "The state that the job is to go on from belongs to another model: model was 'test'"
                  + " and is 'other', sampler.name was absent and is sgld; to start the new model"
                  + " from the topic's history, set another 'kafka.group-id' and start the job"
                  + " without a savepoint (neither --from nor -s).");
    }
  }

  /** As all savepoints are that were made before there was a choice. */
  @Test
  void aSavepointThatNamesNoLinkOfTheScaleGoesOnWithExpOnly() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness()) {
      harness.open();
      state = Harnesses.kill(harness);
    }

    try (var restored = harness(MODEL.with("model.scale-link", "exp"))) {
      restored.initializeState(state);
      restored.open();
    }
    try (var restored = harness(MODEL.with("model.scale-link", "exp-linear"))) {
      assertThatThrownBy(() -> restored.initializeState(state))
          .isInstanceOf(SuppressRestartsException.class)
          .cause()
          .hasMessageContaining("another model: model.scale-link was exp and is exp-linear; to");
    }
  }

  /** Of three chains one sample is known, and one more of each waits for the watermark. */
  @Test
  void samplesOfChainsThatRetireLeaveTheMixture() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness()) {
      harness.open();
      harness.processElement2(scaler(), 0);
      for (int chain = 0; chain < 3; chain++) {
        harness.processElement2(sample(chain, 1), 10);
        harness.processElement2(sample(chain, 5), 50);
      }
      harness.processWatermark1(new Watermark(20));
      harness.processWatermark2(new Watermark(20));
      harness.processElement1(observation(7, 3), 70);
      state = Harnesses.kill(harness);
    }
    for (int chains = 1; chains <= 4; chains++) {
      try (var restored =
          new TwoInputStreamOperatorTestHarness<>(
              new PredictionOperator(
                  "test", MODEL, SPEC, chains, 2, Optional.empty(), Optional.empty()))) {
        restored.initializeState(state);
        restored.open();
        restored.processElement1(PredictionTask.of(request("a")), 77);
        restored.processWatermark1(new Watermark(80));
        restored.processWatermark2(new Watermark(80));

        int left = Math.min(3, chains);
        List<Prediction> predictions = Harnesses.values(restored);
        assertThat(predictions)
            .extracting(each -> each.provenance().chains())
            .containsExactly(left, left);
        assertThat(predictions)
            .extracting(each -> each.provenance().samples())
            .containsExactly(left, 2 * left);
      }
    }
  }

  /** Samples run ahead of the watermark and rows behind it. */
  private static List<String> run(int failure) throws Exception {
    List<String> output = new ArrayList<>();
    var harness = harness();
    harness.open();
    harness.processElement2(scaler(), 0);
    for (int i = 0; i < 12; i++) {
      harness.processElement1(observation(i, i), 10L * i);
      harness.processElement2(sample(i % 3, i), 10L * i);
      var watermark = new Watermark(10L * (i - 3));
      harness.processWatermark1(watermark);
      harness.processWatermark2(watermark);
      if (i == failure) {
        collect(harness, output);
        OperatorSubtaskState state = Harnesses.kill(harness);
        harness = harness();
        harness.initializeState(state);
        harness.open();
      }
      if (i == 6) {
        harness.processElement1(PredictionTask.of(request("a")), 77);
      }
    }
    harness.processWatermark1(Watermark.MAX_WATERMARK);
    harness.processWatermark2(Watermark.MAX_WATERMARK);
    collect(harness, output);
    harness.close();
    // The request is an answer of the moment, and is not part of the rule.
    output.removeIf(line -> line.startsWith("request"));
    return output;
  }

  private static void collect(
      TwoInputStreamOperatorTestHarness<PredictionTask, KnowledgeUpdate, Prediction> harness,
      List<String> output) {
    for (Prediction prediction : Harnesses.values(harness)) {
      output.add(
          prediction.id()
              + " "
              + (prediction.number() == null ? "unknown" : prediction.number().mean())
              + " "
              + prediction.score().logDensity()
              + " "
              + prediction.provenance().samples());
    }
  }
}
