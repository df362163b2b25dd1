package org.smilestream.operators.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.smilestream.operators.prediction.PredictionHarnesses.answer;
import static org.smilestream.operators.prediction.PredictionHarnesses.harness;
import static org.smilestream.operators.prediction.PredictionHarnesses.observation;
import static org.smilestream.operators.prediction.PredictionHarnesses.request;
import static org.smilestream.operators.prediction.PredictionHarnesses.sample;
import static org.smilestream.operators.prediction.PredictionHarnesses.scaler;

import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Answer;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Question;
import org.smilestream.data.Scaler;
import org.smilestream.data.Score;
import org.smilestream.operators.Harnesses;

/** Rows and requests, predicted by the model of {@link PredictionHarnesses}. */
class PredictionOperatorTest {
  /** Its label came after those of rows 0 and 1, and so do rows that were learned from by then. */
  @Test
  void aRowWithoutTargetIsPredictedFromTheRowsBeforeItsHorizonAndAwaitsItsScore() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement2(scaler(), 0);
      harness.processElement2(sample(0, 1), 10);
      harness.processElement2(sample(0, 2), 20);
      EncodedRow features =
          new EncodedRow(7, "late", 30, new double[0], new int[] {0}, Double.NaN, Double.NaN, 1);
      harness.processElement1(PredictionTask.of(features, 2), 30);
      harness.processWatermark1(new Watermark(30));
      harness.processWatermark2(new Watermark(30));

      Prediction prediction = Harnesses.values(harness).get(0);
      assertThat(prediction.number().mean()).isCloseTo(1, within(1e-6));
      assertThat(prediction.sequence()).isEqualTo(7);
      assertThat(prediction.score().logDensity()).isNaN();
      AwaitedScore awaited = Harnesses.values(harness, PredictionOperator.AWAITED).get(0);
      assertThat(awaited.row().id()).isEqualTo("late");
      assertThat(awaited.evaluation().last()).hasSize(1);
    }
  }

  @Test
  void aRowIsPredictedWithTheNewestSamplesBeforeItWhateverHasArrived() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement2(scaler(), 0);
      harness.processElement1(observation(5, 3), 50);
      harness.processElement2(sample(0, 3), 30);
      harness.processElement2(sample(0, 4), 40);
      harness.processElement2(sample(0, 5), 50);
      harness.processElement2(sample(0, 6), 60);
      harness.processWatermark1(new Watermark(60));
      assertThat(Harnesses.values(harness)).as("samples may still come").isEmpty();

      harness.processWatermark2(new Watermark(60));
      Prediction prediction = Harnesses.values(harness).get(0);
      assertThat(prediction.number().mean()).isCloseTo(3.5, within(1e-6));
      assertThat(prediction.provenance().samples()).isEqualTo(2);
      assertThat(prediction.provenance().chains()).isEqualTo(1);
      assertThat(prediction.provenance().newestStep()).isEqualTo(4);
      assertThat(prediction.provenance().newestAge()).isEqualTo(10);
      assertThat(prediction.provenance().phase()).isEqualTo(Phase.SAMPLING);
      assertThat(prediction.target()).isEqualTo(3);
      assertThat(prediction.number().aleatoricVariance()).isCloseTo(4, within(1e-6));
      assertThat(prediction.number().epistemicVariance()).isCloseTo(0.25, within(1e-6));
    }
  }

  @Test
  void aRequestIsAnsweredAtOnceWithWhatIsKnown() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement2(scaler(), 0);
      harness.processElement2(KnowledgeUpdate.of(2, 20, new DictionaryEntry(0, "a", 1)), 20);
      harness.processElement2(sample(0, 3), 30);
      harness.processElement2(sample(0, 90), 900);
      harness.processWatermark1(new Watermark(50));
      harness.processWatermark2(new Watermark(50));

      harness.processElement1(PredictionTask.of(request("a")), 77);
      harness.processElement1(PredictionTask.of(request("never seen")), 77);

      List<Prediction> answers = Harnesses.values(harness);
      assertThat(answers).extracting(Prediction::sequence).containsOnly(-1L);
      assertThat(answers.get(0).number().mean()).isCloseTo(3.5, within(1e-6));
      assertThat(answers.get(1).number().mean()).isCloseTo(3, within(1e-6));
      assertThat(answers.get(0).score()).isEqualTo(Score.NONE);
    }
  }

  /** With one sample the predictive distribution is normal with mean 3 and deviation 2. */
  @Test
  void aRequestIsToldWhatItAsksFor() throws Exception {
    Question question = new Question(new double[] {0.025, 0.99}, new double[] {-1e9, 3, 5});
    try (var harness = harness()) {
      harness.open();
      harness.processElement1(PredictionTask.of(request("a").asking(question)), 0);
      harness.processElement2(scaler(), 0);
      harness.processElement2(sample(0, 3), 30);
      harness.processWatermark1(new Watermark(50));
      harness.processWatermark2(new Watermark(50));
      harness.processElement1(PredictionTask.of(request("a")), 77);
      harness.processElement1(PredictionTask.of(request("a").asking(question)), 77);

      List<Prediction> predictions = Harnesses.values(harness);
      assertThat(predictions.get(0).number()).as("nothing is known").isNull();
      assertThat(predictions.get(1).number().answer()).as("nothing was asked").isNull();
      Answer answer = predictions.get(2).number().answer();
      assertThat(answer.levels()).containsExactly(0.025, 0.99);
      assertThat(answer.quantiles())
          .containsExactly(new double[] {3 - 2 * 1.959964, 3 + 2 * 2.326348}, Offset.offset(1e-5));
      assertThat(answer.thresholds()).containsExactly(-1e9, 3, 5);
      assertThat(answer.exceedances())
          .containsExactly(new double[] {1, 0.5, 0.158655}, Offset.offset(1e-6));
    }
  }

  /** A quiet stream is idle on both inputs; what comes after it is predicted as ever. */
  @Test
  void aRowAfterAQuietSpellIsPredicted() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement2(scaler(), 0);
      harness.processElement2(sample(0, 3), 30);
      harness.processWatermark1(new Watermark(40));
      harness.processWatermark2(new Watermark(40));
      harness.processWatermarkStatus1(WatermarkStatus.IDLE);
      harness.processWatermarkStatus2(WatermarkStatus.IDLE);
      harness.processWatermarkStatus1(WatermarkStatus.ACTIVE);
      harness.processWatermarkStatus2(WatermarkStatus.ACTIVE);
      harness.processElement1(observation(5, 3), 50);
      harness.processWatermark1(new Watermark(50));
      harness.processWatermark2(new Watermark(50));

      assertThat(Harnesses.values(harness)).extracting(Prediction::id).containsExactly("row-5");
    }
  }

  @Test
  void beforeAnySampleTheTargetsSoFarAreThePrediction() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement1(observation(0, 98), 0);
      harness.processElement1(observation(4, 98), 40);
      Scaler provisional = new Scaler(0, 4, new double[0], new double[0], 100, 2);
      harness.processElement2(KnowledgeUpdate.of(3, 30, provisional), 30);
      harness.processWatermark1(new Watermark(50));
      harness.processWatermark2(new Watermark(50));

      List<Prediction> predictions = Harnesses.values(harness);
      assertThat(predictions)
          .extracting(each -> each.provenance().phase())
          .containsOnly(Phase.WARMING_UP);
      assertThat(predictions.get(0).number()).isNull();
      assertThat(predictions.get(1).number().mean()).isEqualTo(100);
      assertThat(predictions.get(1).number().standardDeviation())
          .isCloseTo(Math.sqrt(5), within(1e-12));
      assertThat(predictions.get(1).provenance().samples()).isZero();
    }
  }
}
