package org.smilestream.operators.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.smilestream.operators.prediction.PredictionHarnesses.answer;
import static org.smilestream.operators.prediction.PredictionHarnesses.harness;
import static org.smilestream.operators.prediction.PredictionHarnesses.observation;
import static org.smilestream.operators.prediction.PredictionHarnesses.sample;
import static org.smilestream.operators.prediction.PredictionHarnesses.scaler;
import static org.smilestream.operators.prediction.PredictionHarnesses.startingFrom;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.operators.Harnesses;

/** Jobs that predict from the posterior of another one. */
class PredictionStartTest {
  @Test
  void aJobThatStartsFromAPosteriorAnswersFromItAtOnce() throws Exception {
    try (var harness = startingFrom(42, 40)) {
      harness.open();
      Prediction answer = answer(harness);
      assertThat(answer.number().mean()).as("of 40.5 and 42.5").isCloseTo(41.5, within(1e-6));
      assertThat(answer.provenance().phase()).isEqualTo(Phase.SAMPLING);
      assertThat(answer.provenance().newestStep()).isEqualTo(42);

      harness.processElement1(observation(0, 3), 0);
      harness.processWatermark1(new Watermark(0));
      harness.processWatermark2(new Watermark(0));
      assertThat(Harnesses.values(harness).get(1).number().mean()).isCloseTo(41, within(1e-6));

      harness.processElement2(sample(0, 1), 10);
      harness.processWatermark1(new Watermark(10));
      harness.processWatermark2(new Watermark(10));
      assertThat(answer(harness).number().mean()).as("of 42.5 and 1.5").isCloseTo(22, within(1e-6));
    }
  }

  @Test
  void whatAJobStartsFromIsIgnoredOnceItHasLearnedSomething() throws Exception {
    var killed = startingFrom(42);
    killed.open();
    OperatorSubtaskState before = killed.snapshot(1, 1);
    killed.processElement2(scaler(), 0);
    OperatorSubtaskState after = Harnesses.kill(killed);

    try (var restored = harness()) {
      restored.initializeState(before);
      restored.open();
      assertThat(answer(restored).provenance().samples())
          .as("no row was seen: nothing is kept")
          .isZero();
    }
    try (var restored = startingFrom(77)) {
      restored.initializeState(before);
      restored.open();
      assertThat(answer(restored).number().mean()).isCloseTo(77.5, within(1e-6));
    }
    try (var restored = startingFrom(77)) {
      restored.initializeState(after);
      restored.open();
      assertThat(answer(restored).number().mean()).isCloseTo(42.5, within(1e-6));
    }
  }
}
