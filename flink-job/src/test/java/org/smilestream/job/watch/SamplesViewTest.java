package org.smilestream.job.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.posterior.Ensemble;
import org.smilestream.posterior.Predictor;

class SamplesViewTest {
  private static final Scaler SCALER = new Scaler(1, 100, new double[] {0}, new double[] {1}, 0, 1);

  /**
   * Of networks whose parameters are zero but for the last bias.
   *
   * @param biases one for each chain
   */
  private static SamplesView view(
      Schema schema, Likelihood likelihood, double target, float... biases) {
    int outputs = likelihood.outputs(schema.classes().size());
    ModelSpec spec =
        new ModelSpec(
            1,
            List.of(),
            List.of(2),
            outputs,
            Activation.RELU,
            likelihood,
            new Prior(Prior.Family.NORMAL, 0, 1));
    Ensemble ensemble = new Ensemble(biases.length);
    List<PosteriorSample> samples =
        IntStream.range(0, biases.length)
            .mapToObj(
                chain -> {
                  float[] position = new float[spec.dimension()];
                  position[position.length - 1] = biases[chain];
                  return new PosteriorSample(
                      "m", chain, 0, 10, Phase.SAMPLING, 4, 0, 1, position, null);
                })
            .toList();
    samples.forEach(ensemble::add);
    EncodedRow row = new EncodedRow(5, "a", 0, new double[] {0}, new int[0], Double.NaN, target, 1);
    return SamplesView.of(
        new Behind(
            new Predictor("m", spec).predict(row, ensemble, SCALER),
            row,
            SCALER,
            new ModelDescription(schema, spec),
            samples));
  }

  /** Between counts there is nothing, so a curve of densities would be zero nearly everywhere. */
  @Test
  void countsHaveProbabilitiesAtWholeNumbers() {
    SamplesView view = view(WatchedRecords.SCHEMA, Likelihood.POISSON, 3, 0f, (float) Math.log(2));

    double[] at = view.curves().at();
    assertThat(at[0]).isZero();
    assertThat(at).hasSizeGreaterThan(4);
    assertThat(Arrays.stream(at)).allMatch(count -> count == Math.rint(count));
    assertThat(view.curves().chains().get(0)[0]).isCloseTo(Math.exp(-1), within(1e-6));
    assertThat(view.curves().chains().get(1)[1]).isCloseTo(2 * Math.exp(-2), within(1e-6));
    assertThat(Arrays.stream(view.curves().all()).sum()).isBetween(0.95, 1.0 + 1e-9);
  }

  @Test
  void classesHaveTheirLabelsAndNoCurve() {
    SamplesView view =
        view(WatchedRecords.CLASSES, Likelihood.CATEGORICAL, 1, 0f, (float) Math.log(3));

    assertThat(view.classes()).containsExactly("up", "down");
    assertThat(view.target()).isEqualTo(1);
    assertThat(view.curves()).isNull();
    assertThat(view.samples().get(1).says().probabilities()[1]).isCloseTo(0.75, within(1e-6));
    assertThat(view.predicted().probabilities()[1]).isCloseTo(0.625, within(1e-6));
  }
}
