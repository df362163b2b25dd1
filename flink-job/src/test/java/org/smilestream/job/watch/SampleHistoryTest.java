package org.smilestream.job.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.format.ModelRecordFormat;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Origin;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;

class SampleHistoryTest {
  private static final Schema SCHEMA =
      new Schema(
          "m",
          Task.REGRESSION,
          "id",
          "time",
          List.of("x"),
          List.of(new CategoricalColumn("colour", 3)),
          "y",
          List.of());

  private final SampleHistory history = new SampleHistory();

  /** A model whose positions have so many parameters. */
  private static ModelSpec spec(int hidden) {
    return new ModelSpec(
        1,
        List.of(3),
        List.of(hidden),
        2,
        Activation.RELU,
        Likelihood.GAUSSIAN_HETEROSCEDASTIC,
        new Prior(Prior.Family.NORMAL, 0, 1));
  }

  private void know(ModelSpec spec) throws Exception {
    ModelRecordFormat format = new ModelRecordFormat(SCHEMA, spec, Map.of());
    Scaler scaler = new Scaler(1, 100, new double[] {10}, new double[] {2}, 0, 1);
    history.add(format.value(KnowledgeUpdate.of(99, 0, scaler)));
    history.add(format.value(KnowledgeUpdate.of(20, 0, new DictionaryEntry(0, "red", 1))));
    history.add(format.value(KnowledgeUpdate.of(150, 0, new DictionaryEntry(0, "blue", 2))));
  }

  private void sample(int chain, long step, long lastSequence, int parameters) throws Exception {
    history.add(
        new PosteriorSampleFormat()
            .value(
                new PosteriorSample(
                    "m",
                    chain,
                    0,
                    step,
                    Phase.SAMPLING,
                    lastSequence,
                    0,
                    1,
                    new float[parameters],
                    null)));
  }

  @Test
  void behindAPredictionAreTheNewestThatHadNotLearnedFromItsRow() throws Exception {
    ModelSpec spec = spec(2);
    know(spec);
    for (int i = 1; i <= 5; i++) {
      sample(0, 10 * i, 100 + 10 * i, spec.dimension());
      sample(1, 10 * i, 100 + 10 * i, spec.dimension());
    }
    sample(0, 45, 120, spec.dimension() + 1);

    // Four samples of two chains; the row has the number 140.
    assertThat(history.behind(WatchedRecords.prediction("a", 140, 1, 0.5)))
        .extracting(sample -> sample.chain() + "/" + sample.step())
        .containsExactly("0/30", "0/20", "1/30", "1/20");
  }

  @Test
  void aCategoryCountsFromTheRowThatBroughtIt() throws Exception {
    know(spec(2));
    Row row =
        new Row("a", 0, new double[] {14}, new String[] {"blue"}, 1, new Origin("t", 0, 0, 0));

    assertThat(encoded(row, 149).categories()).containsExactly(0);
    assertThat(encoded(row, 150).categories()).containsExactly(2);
    assertThat(encoded(row, -1).categories()).containsExactly(2);
    assertThat(encoded(row, 150).numeric()).containsExactly(2);
  }

  private EncodedRow encoded(Row row, long sequence) {
    return history.encode(row, WatchedRecords.prediction("a", sequence, 1, 0.5), 1).orElseThrow();
  }

  @Test
  void theOldestSamplesGoWhenThereAreTooManyBytes() throws Exception {
    ModelSpec spec = spec(200_000);
    know(spec);
    int fit = (int) (SampleHistory.MOST_BYTES / (Float.BYTES * spec.dimension()));
    for (int i = 1; i <= fit + 3; i++) {
      sample(0, i, i, spec.dimension());
    }

    assertThat(history.behind(WatchedRecords.prediction("a", 1_000, 1, 0.5)))
        .extracting(PosteriorSample::step)
        .containsExactly(fit + 3L, fit + 2L);
    assertThat(history.behind(WatchedRecords.prediction("a", 4, 1, 0.5))).isEmpty();
  }
}
