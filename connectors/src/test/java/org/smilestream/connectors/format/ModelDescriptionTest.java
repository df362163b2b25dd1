package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;
import org.smilestream.operators.state.ModelFingerprint;

class ModelDescriptionTest {
  private static final Schema SCHEMA =
      new Schema(
          "m",
          Task.REGRESSION,
          "id",
          "time",
          List.of("x1", "x2"),
          List.of(new CategoricalColumn("colour", 4)),
          "y",
          List.of());
  private static final Scaler SCALER =
      new Scaler(1, 100, new double[] {1, 2}, new double[] {3, 4}, 5, 6);

  private static ModelSpec spec(Likelihood likelihood, int outputs, double dof) {
    return new ModelSpec(
            2,
            List.of(4),
            List.of(16, 8),
            outputs,
            Activation.TANH,
            likelihood,
            new Prior(Prior.Family.LAPLACE, 0.1, 0.3))
        .withDegreesOfFreedom(dof);
  }

  private static byte[] record(
      ModelSpec spec, Map<String, String> fingerprint, KnowledgeUpdate of) {
    return new ModelRecordFormat(SCHEMA, spec, fingerprint).value(of);
  }

  @Test
  void aModelIsReadAsItWasWritten() throws Exception {
    ModelSpec spec = spec(Likelihood.GAUSSIAN_HETEROSCEDASTIC, 2, Double.NaN);
    byte[] value = record(spec, Map.of(), KnowledgeUpdate.of(99, 1234, SCALER));

    assertThat(ModelDescription.read(value)).contains(new ModelDescription(SCHEMA, spec));
    KnowledgeUpdate update = ModelDescription.update(value);
    assertThat(update.sequence()).isEqualTo(99);
    assertThat(update.scaler()).usingRecursiveComparison().isEqualTo(SCALER);
  }

  @Test
  void givenDegreesOfFreedomStandInTheFingerprint() throws Exception {
    ModelSpec given = spec(Likelihood.STUDENT_T, 2, 4.5);
    ModelSpec learned = spec(Likelihood.STUDENT_T, 2, Double.NaN);
    KnowledgeUpdate scaler = KnowledgeUpdate.of(0, 0, SCALER);

    assertThat(
            ModelDescription.read(record(given, Map.of("model.student-dof", "4.5"), scaler))
                .orElseThrow()
                .spec())
        .isEqualTo(given);
    assertThat(
            ModelDescription.read(record(learned, Map.of("model.student-dof", "learned"), scaler))
                .orElseThrow()
                .spec())
        .isEqualTo(learned);
  }

  /** A record of the time before there was a choice names no link. */
  @Test
  void theLinkOfTheScaleStandsInTheFingerprint() throws Exception {
    ModelSpec exp = spec(Likelihood.GAUSSIAN_HETEROSCEDASTIC, 2, Double.NaN);
    ModelSpec linear = exp.withScaleLink(ScaleLink.EXP_LINEAR);
    KnowledgeUpdate scaler = KnowledgeUpdate.of(0, 0, SCALER);

    assertThat(
            ModelDescription.read(
                    record(linear, ModelFingerprint.of(SCHEMA, linear).properties(), scaler))
                .orElseThrow()
                .spec())
        .isEqualTo(linear);
    assertThat(ModelDescription.read(record(exp, Map.of(), scaler)).orElseThrow().spec())
        .isEqualTo(exp);
  }

  @Test
  void entriesAndSamplesAreUpdatesToo() throws Exception {
    ModelSpec spec = spec(Likelihood.GAUSSIAN_HETEROSCEDASTIC, 2, Double.NaN);
    DictionaryEntry entry = new DictionaryEntry(0, "grün", 2);
    byte[] value = record(spec, Map.of(), KnowledgeUpdate.of(41, 7, entry));
    PosteriorSample sample =
        new PosteriorSample("m", 3, 1, 50, Phase.SAMPLING, 40, 6, 1, new float[] {1, 2}, null);

    assertThat(ModelDescription.read(value)).isEmpty();
    assertThat(ModelDescription.update(value)).isEqualTo(KnowledgeUpdate.of(41, 7, entry));
    KnowledgeUpdate read = ModelDescription.update(new PosteriorSampleFormat().value(sample));
    assertThat(read.sequence()).isEqualTo(40);
    assertThat(read.sample()).usingRecursiveComparison().isEqualTo(sample);
  }

  @Test
  void whatIsNoneOfTheTopicIsRefused() {
    for (String text : new String[] {"{}", "{\"version\":1,\"type\":\"model\"}", "{", "\u0002x"}) {
      byte[] value = text.getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> ModelDescription.update(value))
          .as(text)
          .isInstanceOf(IOException.class);
    }
  }
}
