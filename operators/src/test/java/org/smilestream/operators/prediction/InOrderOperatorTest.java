package org.smilestream.operators.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Prediction;
import org.smilestream.learner.Bits;
import org.smilestream.operators.Harnesses;

class InOrderOperatorTest {

  private static OneInputStreamOperatorTestHarness<Prediction, Prediction> harness()
      throws Exception {
    return new OneInputStreamOperatorTestHarness<>(new InOrderOperator());
  }

  private static String name(Prediction prediction) {
    return prediction.id() + prediction.model();
  }

  @Test
  void predictionsLeaveInOneOrderWhenAllModelsHaveMadeTheirs() throws Exception {
    try (var harness = harness()) {
      harness.open();
      for (Prediction each :
          new Prediction[] {
            ModelPredictions.of("b", 2, -1),
            ModelPredictions.of("b", 1, -1),
            ModelPredictions.of("a", 1, -1),
            ModelPredictions.of("b", 3, -1),
            ModelPredictions.of("a", 2, -1)
          }) {
        harness.processElement(each, each.eventTime());
      }
      assertThat(Harnesses.values(harness)).isEmpty();
      harness.processWatermark(2);
      assertThat(Harnesses.values(harness))
          .extracting(InOrderOperatorTest::name)
          .containsExactly("r1a", "r1b", "r2a", "r2b");
    }
  }

  @Test
  void aKilledOperatorGoesOn() throws Exception {
    Prediction waiting = ModelPredictions.of("b", 2, -1.5);
    var killed = harness();
    killed.open();
    killed.processElement(waiting, 2);
    var state = Harnesses.kill(killed);
    try (var restored = harness()) {
      restored.setup();
      restored.initializeState(state);
      restored.open();
      restored.processWatermark(2);
      assertThat(Harnesses.values(restored))
          .usingRecursiveFieldByFieldElementComparator(Bits.EXACT)
          .containsExactly(waiting);
    }
  }
}
