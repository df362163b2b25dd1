package org.smilestream.operators.prediction;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Origin;
import org.smilestream.data.Phase;
import org.smilestream.data.Posterior;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.state.ModelFingerprint;

/**
 * A linear model of one category column: the sample of row q predicts q in the target's units for
 * slot 0 and q + 0.5 for slot 1, so that a prediction shows which samples it was made with.
 */
final class PredictionHarnesses {
  static final ModelSpec SPEC =
      new ModelSpec(
          0,
          List.of(2),
          List.of(),
          1,
          Activation.IDENTITY,
          Likelihood.GAUSSIAN,
          Prior.STANDARD_NORMAL);
  static final ModelFingerprint MODEL = new ModelFingerprint(Map.of("model", "'test'"));
  static final Scaler SCALER = new Scaler(1, 10, new double[0], new double[0], 100, 2);

  private PredictionHarnesses() {}

  static TwoInputStreamOperatorTestHarness<PredictionTask, KnowledgeUpdate, Prediction> harness()
      throws Exception {
    return new TwoInputStreamOperatorTestHarness<>(
        new PredictionOperator("test", MODEL, SPEC, 3, 2, Optional.empty(), Optional.empty()));
  }

  static PredictionTask observation(long sequence, double target) {
    return PredictionTask.of(
        new EncodedRow(
            sequence,
            "row-" + sequence,
            10 * sequence,
            new double[0],
            new int[] {0},
            0,
            target,
            1));
  }

  static KnowledgeUpdate sample(int chain, long lastSequence) {
    float[] position = {0, 0.25f, (lastSequence - 100) / 2f, 0};
    return KnowledgeUpdate.of(
        new PosteriorSample(
            "test",
            chain,
            0,
            lastSequence,
            Phase.SAMPLING,
            lastSequence,
            10 * lastSequence,
            1,
            position,
            new float[0]));
  }

  static KnowledgeUpdate scaler() {
    return KnowledgeUpdate.of(0, 0, SCALER);
  }

  static TwoInputStreamOperatorTestHarness<PredictionTask, KnowledgeUpdate, Prediction>
      startingFrom(long... rows) throws Exception {
    List<PosteriorSample> samples =
        Arrays.stream(rows).mapToObj(row -> sample(0, row).sample()).toList();
    Posterior start = new Posterior(SCALER, List.of(new DictionaryEntry(0, "blue", 1)), samples);
    return new TwoInputStreamOperatorTestHarness<>(
        new PredictionOperator("test", MODEL, SPEC, 3, 2, Optional.of(start), Optional.empty()));
  }

  static Prediction answer(
      TwoInputStreamOperatorTestHarness<PredictionTask, KnowledgeUpdate, Prediction> harness)
      throws Exception {
    harness.processElement1(PredictionTask.of(request("blue")), 0);
    List<Prediction> predictions = Harnesses.values(harness);
    return predictions.get(predictions.size() - 1);
  }

  static Row request(String category) {
    return new Row(
        "request",
        77,
        new double[0],
        new String[] {category},
        Double.NaN,
        new Origin("requests", 0, 0, 0));
  }

  static TwoInputStreamOperatorTestHarness<PredictionTask, KnowledgeUpdate, Prediction> harness(
      int parallelism, int subtask) throws Exception {
    return new TwoInputStreamOperatorTestHarness<>(
        new PredictionOperator("test", MODEL, SPEC, 3, 2, Optional.empty(), Optional.empty()),
        128,
        parallelism,
        subtask);
  }

  static TwoInputStreamOperatorTestHarness<PredictionTask, KnowledgeUpdate, Prediction> harness(
      ModelFingerprint model) throws Exception {
    return new TwoInputStreamOperatorTestHarness<>(
        new PredictionOperator("test", model, SPEC, 3, 2, Optional.empty(), Optional.empty()));
  }
}
