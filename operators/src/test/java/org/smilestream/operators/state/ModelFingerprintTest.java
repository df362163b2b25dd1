package org.smilestream.operators.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.learner.Streams;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;
import org.smilestream.sampler.SamplerSettings;

class ModelFingerprintTest {
  private static final SamplerSettings SAMPLER = Streams.settings().sampler();
  private static final Schema SCHEMA =
      schema(
          List.of("delay", "taxi", "distance"),
          List.of(new CategoricalColumn("carrier", 20), new CategoricalColumn("origin", 300)));
  private static final ModelFingerprint SAVED = of(SCHEMA, List.of(16, 16), Prior.STANDARD_NORMAL);

  private static Schema schema(List<String> numeric, List<CategoricalColumn> categorical) {
    return new Schema(
        "flights", Task.REGRESSION, "id", "time", numeric, categorical, "late", List.of());
  }

  private static ModelFingerprint of(Schema schema, List<Integer> hidden, Prior prior) {
    return ModelFingerprint.of(schema, spec(schema, hidden, prior, Activation.RELU), SAMPLER);
  }

  private static ModelSpec spec(
      Schema schema, List<Integer> hidden, Prior prior, Activation activation) {
    return new ModelSpec(
        schema.numeric().size(),
        schema.categorical().stream().map(CategoricalColumn::slots).toList(),
        hidden,
        2,
        activation,
        Likelihood.GAUSSIAN_HETEROSCEDASTIC,
        prior);
  }

  @Test
  void theSameModelHasNoDifferences() {
    Schema otherId =
        new Schema(
            "flights",
            Task.REGRESSION,
            "key",
            "when",
            SCHEMA.numeric(),
            SCHEMA.categorical(),
            "late",
            List.of());

    assertThat(of(otherId, List.of(16, 16), Prior.STANDARD_NORMAL).differences(SAVED)).isEmpty();
  }

  @Test
  void aColumnOfAnotherKindIsNamedWithItsPlace() {
    Schema changed =
        schema(
            List.of("delay", "taxi"),
            List.of(new CategoricalColumn("carrier", 20), new CategoricalColumn("origin", 300)));

    assertThat(of(changed, List.of(16, 16), Prior.STANDARD_NORMAL).differences(SAVED))
        .containsExactly(
            "column 3 was 'distance' (numeric) and is 'carrier' (categorical, 20 slots)",
            "column 4 was 'carrier' (categorical, 20 slots) and is 'origin' (categorical, 300 slots)",
            "column 5 was 'origin' (categorical, 300 slots) and is absent");
  }

  /** Neither the number of chains nor that of parameters tells these two apart. */
  @Test
  void columnsThatChangePlacesAreNamed() {
    Schema changed = schema(List.of("taxi", "delay", "distance"), SCHEMA.categorical());

    assertThat(of(changed, List.of(16, 16), Prior.STANDARD_NORMAL).differences(SAVED))
        .containsExactly(
            "column 1 was 'delay' (numeric) and is 'taxi' (numeric)",
            "column 2 was 'taxi' (numeric) and is 'delay' (numeric)");
  }

  @Test
  void networkAndPriorAreNamedAsTheirOptions() {
    Prior laplace = new Prior(Prior.Family.LAPLACE, 0.5, 2);

    assertThat(of(SCHEMA, List.of(), laplace).differences(SAVED))
        .containsExactly(
            "model.hidden was 16,16 and is []",
            "model.prior was normal and is laplace",
            "model.prior-location was 0.0 and is 0.5",
            "model.prior-scale was 1.0 and is 2.0");
    ModelSpec tanh = spec(SCHEMA, List.of(16, 16), Prior.STANDARD_NORMAL, Activation.TANH);
    assertThat(ModelFingerprint.of(SCHEMA, tanh, SAMPLER).differences(SAVED))
        .containsExactly("model.activation was relu and is tanh");
  }

  @Test
  void degreesOfFreedomAreNamedWhereThereAreSome() {
    assertThat(studentT(Double.NaN).differences(SAVED))
        .containsExactly(
            "model.likelihood was gaussian-heteroscedastic and is student-t",
            "model.student-dof was absent and is learned");
    assertThat(studentT(4).differences(studentT(Double.NaN)))
        .containsExactly("model.student-dof was learned and is 4.0");
  }

  /** State of the time before there was a choice does not name the link. */
  @Test
  void theLinkOfTheScaleIsExpWhereNoneIsNamed() {
    Map<String, String> old = new LinkedHashMap<>(SAVED.properties());
    assertThat(old.remove("model.scale-link")).isEqualTo("exp");
    ModelFingerprint before = new ModelFingerprint(old);
    ModelSpec spec = spec(SCHEMA, List.of(16, 16), Prior.STANDARD_NORMAL, Activation.RELU);
    ModelFingerprint linear =
        ModelFingerprint.of(SCHEMA, spec.withScaleLink(ScaleLink.EXP_LINEAR), SAMPLER);

    assertThat(SAVED.differences(before)).isEmpty();
    assertThat(linear.differences(before))
        .containsExactly("model.scale-link was exp and is exp-linear");
    assertThat(SAVED.differences(linear))
        .containsExactly("model.scale-link was exp-linear and is exp");
  }

  /** A likelihood whose scale is no output has no link. */
  @Test
  void anotherLikelihoodHasNoLink() {
    ModelSpec gaussian =
        new ModelSpec(
            3,
            List.of(20, 300),
            List.of(16, 16),
            1,
            Activation.RELU,
            Likelihood.GAUSSIAN,
            Prior.STANDARD_NORMAL);

    assertThat(ModelFingerprint.of(SCHEMA, gaussian, SAMPLER).properties())
        .doesNotContainKey("model.scale-link");
  }

  private static ModelFingerprint studentT(double degreesOfFreedom) {
    ModelSpec spec =
        new ModelSpec(
                3,
                List.of(20, 300),
                List.of(16, 16),
                2,
                Activation.RELU,
                Likelihood.STUDENT_T,
                Prior.STANDARD_NORMAL)
            .withDegreesOfFreedom(degreesOfFreedom);
    return ModelFingerprint.of(SCHEMA, spec, SAMPLER);
  }

  /** What the sampler does not use may change: SGLD has neither tuner nor preconditioner. */
  @Test
  void theSamplerIsNamedWithWhatItUses() {
    SamplerSettings sgld =
        new SamplerSettings(
            SamplerSettings.Name.SGLD,
            SAMPLER.preconditioner(),
            SAMPLER.preconditionerWindow(),
            SAMPLER.tuner(),
            SAMPLER.published(),
            1e-5,
            SAMPLER.energyErrorTarget(),
            SAMPLER.probeInterval(),
            SAMPLER.tuningSteps(),
            SAMPLER.cycleSteps(),
            SAMPLER.seed());
    ModelSpec spec = spec(SCHEMA, List.of(16, 16), Prior.STANDARD_NORMAL, Activation.RELU);

    assertThat(ModelFingerprint.of(SCHEMA, spec, sgld).differences(SAVED))
        .containsExactly(
            "sampler.name was psmile and is sgld",
            "sampler.preconditioner was noise-variance and is none",
            "sampler.tuner was stationary and is none");
    assertThat(ModelFingerprint.of(SCHEMA, spec, SAMPLER.withSeed(99)).differences(SAVED))
        .isEmpty();
  }

  @Test
  void classesAndTaskAreNamed() {
    Schema changed =
        new Schema(
            "flights",
            Task.CLASSIFICATION,
            "id",
            "time",
            SCHEMA.numeric(),
            SCHEMA.categorical(),
            "late",
            List.of("no", "yes"));

    assertThat(of(changed, List.of(16, 16), Prior.STANDARD_NORMAL).differences(SAVED))
        .containsExactly(
            "task was regression and is classification", "classes was absent and is 'no','yes'");
  }
}
