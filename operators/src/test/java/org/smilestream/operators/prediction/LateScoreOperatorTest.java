package org.smilestream.operators.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Outcome;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Scaler;
import org.smilestream.learner.Bits;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.operators.Harnesses;
import org.smilestream.posterior.Ensemble;
import org.smilestream.posterior.Predictor;

class LateScoreOperatorTest {
  private static final ModelSpec SPEC =
      new ModelSpec(
          1,
          List.of(),
          List.of(),
          1,
          Activation.IDENTITY,
          Likelihood.GAUSSIAN,
          Prior.STANDARD_NORMAL);
  private static final Scaler SCALER =
      new Scaler(1, 10, new double[] {0}, new double[] {1}, 100, 2);
  private static final Predictor PREDICTOR = new Predictor("test", SPEC);

  private static KeyedTwoInputStreamOperatorTestHarness<Long, AwaitedScore, Outcome, Prediction>
      harness() throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(new LateScoreOperator("test", SPEC)),
        awaited -> awaited.row().sequence(),
        Outcome::sequence,
        Types.LONG);
  }

  private static EncodedRow row(long sequence, double target) {
    return new EncodedRow(
        sequence, "r" + sequence, 5, new double[] {sequence}, new int[0], Double.NaN, target, 1);
  }

  private static Ensemble ensemble() {
    Ensemble ensemble = new Ensemble(2);
    for (int chain = 0; chain < 3; chain++) {
      float[] position = {0.5f * chain, 0.25f, -1};
      ensemble.add(
          new PosteriorSample(
              "test", chain, 0, 40, Phase.SAMPLING, 4, 3, 1, position, new float[0]));
    }
    return ensemble;
  }

  private static AwaitedScore awaited(long sequence) {
    EncodedRow row = row(sequence, Double.NaN);
    return new AwaitedScore(row, PREDICTOR.evaluate(row, ensemble(), SCALER));
  }

  /** What would have been the prediction, had the target been known. */
  private static Prediction scored(long sequence, double target) {
    return PREDICTOR.predict(row(sequence, target), ensemble(), SCALER);
  }

  @Test
  void thePredictionThatWasMadeIsScored() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement1(awaited(1), 0);
      harness.processElement1(awaited(2), 0);
      assertThat(Harnesses.values(harness)).isEmpty();
      harness.processElement2(new Outcome(2, 101.5), 0);
      harness.processElement2(new Outcome(1, 99), 0);

      assertThat(Harnesses.values(harness))
          .usingRecursiveComparison(Bits.EXACT)
          .isEqualTo(List.of(scored(2, 101.5), scored(1, 99)));
      assertThat(Harnesses.values(harness).get(0).score().logDensity()).isFinite();
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void theOutcomeMayComeBeforeThePrediction() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement2(new Outcome(1, 99), 0);
      harness.processElement1(awaited(1), 0);

      assertThat(Harnesses.values(harness))
          .usingRecursiveComparison(Bits.EXACT)
          .isEqualTo(List.of(scored(1, 99)));
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void whatIsNoLongerWaitedForLeavesNothing() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement2(new Outcome(1, Double.NaN), 0);
      harness.processElement1(awaited(1), 0);
      harness.processElement1(awaited(2), 0);
      harness.processElement2(new Outcome(2, Double.NaN), 0);

      assertThat(Harnesses.values(harness)).isEmpty();
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aKilledOperatorGoesOn() throws Exception {
    var killed = harness();
    killed.open();
    killed.processElement1(awaited(1), 0);
    killed.processElement2(new Outcome(2, 101), 0);
    var state = Harnesses.kill(killed);

    try (var restored = harness()) {
      restored.setup();
      restored.initializeState(state);
      restored.open();
      restored.processElement1(awaited(2), 0);
      restored.processElement2(new Outcome(1, 99), 0);
      assertThat(Harnesses.values(restored))
          .usingRecursiveComparison(Bits.EXACT)
          .isEqualTo(List.of(scored(2, 101), scored(1, 99)));
    }
  }
}
