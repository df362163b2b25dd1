package org.smilestream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;

class ScalarEngineTest {
  private static final int ROWS = 6;

  static Stream<Arguments> models() {
    List<Arguments> models = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (Likelihood likelihood : Likelihood.values()) {
        for (List<Integer> slots : List.of(List.<Integer>of(), List.of(3, 5))) {
          for (List<Integer> hidden : List.of(List.<Integer>of(), List.of(4), List.of(3, 5, 2))) {
            ModelSpec spec = Networks.spec(2, slots, hidden, activation, likelihood);
            models.add(Arguments.of(spec));
            if (likelihood.hasScaleOutput()) {
              models.add(Arguments.of(spec.withScaleLink(ScaleLink.EXP_LINEAR)));
            }
            if (likelihood == Likelihood.STUDENT_T) {
              models.add(Arguments.of(spec.withDegreesOfFreedom(4.5)));
            }
          }
        }
      }
    }
    return models.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void gradientIsTheDerivativeOfTheValue(ModelSpec spec) {
    LogDensityEngine engine = new ScalarEngine(spec, ROWS);
    double[] position = Networks.position(spec, 1);
    Minibatch batch = Networks.batch(spec, ROWS, 2);
    double[] gradient = new double[position.length];
    double[] ignored = new double[position.length];
    engine.evaluate(position, batch, gradient);

    double step = 1e-5;
    for (int i = 0; i < position.length; i++) {
      double start = position[i];
      position[i] = start + step;
      double above = engine.evaluate(position, batch, ignored);
      position[i] = start - step;
      double below = engine.evaluate(position, batch, ignored);
      position[i] = start;
      assertThat(gradient[i])
          .as("entry %d", i)
          .isCloseTo((above - below) / (2 * step), within(2e-6));
    }
  }

  @Test
  void valueOfALinearModelIsThatOfTheFormula() {
    Prior prior = new Prior(Prior.Family.LAPLACE, 0.5, 2);
    ModelSpec spec =
        new ModelSpec(1, List.of(2), List.of(), 1, Activation.IDENTITY, Likelihood.GAUSSIAN, prior);
    Minibatch batch = Minibatch.forModel(spec, 1);
    batch.numeric(0)[0] = 3;
    batch.categories(0)[0] = 1;
    batch.targets()[0] = 2;
    batch.weights()[0] = 0.25;
    batch.setRows(1, 8);
    double[] position = {0.1, 99, 0.2, 0.3, Math.log(2)};

    double mean = 0.1 * 3 + 0.2 + 0.3;
    double z = (2 - mean) / 2;
    double expected = -2 * (0.5 * z * z + Math.log(2) + 0.5 * Math.log(2 * Math.PI));
    expected -= 5 * Math.log(4);
    for (double entry : position) {
      expected -= Math.abs(entry - 0.5) / 2;
    }
    double[] gradient = new double[5];
    double value = new ScalarEngine(spec, 1).evaluate(position, batch, gradient);

    assertThat(value).isCloseTo(expected, within(1e-12));
    assertThat(gradient[1]).as("a slot that no row sets has only its prior").isEqualTo(-0.5);
  }

  @Test
  void valueOfClassesIsTheLogSoftmaxEvenOfHugeLogits() {
    ModelSpec spec =
        Networks.spec(1, List.of(), List.of(), Activation.RELU, Likelihood.CATEGORICAL);
    Minibatch batch = Minibatch.forModel(spec, 1);
    batch.numeric(0)[0] = 1000;
    batch.targets()[0] = 1;
    batch.setRows(1, 1);
    double[] position = {1, 1, 0, 0, 0, 0};
    double[] gradient = new double[6];
    double value = new ScalarEngine(spec, 1).evaluate(position, batch, gradient);

    double prior = -0.5 * 2 - 6 * 0.5 * Math.log(2 * Math.PI);
    assertThat(value).isCloseTo(prior - Math.log(2), within(1e-12));
    assertThat(gradient[3]).isCloseTo(-0.5, within(1e-12));
    assertThat(gradient[4]).isCloseTo(0.5, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("clippedLogSigmas")
  void logSigmaHasNoGradientWhereSigmaIsClipped(double logSigma, double sigma) {
    ModelSpec spec = Networks.spec(1, List.of(), List.of(), Activation.RELU, Likelihood.GAUSSIAN);
    Minibatch batch = Minibatch.forModel(spec, 1);
    batch.targets()[0] = 1e-6;
    batch.setRows(1, 1);
    double[] position = {0, 0, logSigma};
    double[] gradient = new double[3];
    double value = new ScalarEngine(spec, 1).evaluate(position, batch, gradient);

    double z = 1e-6 / sigma;
    double expected =
        -0.5 * (z * z + logSigma * logSigma) - Math.log(sigma) - 2 * Math.log(2 * Math.PI);
    assertThat(value).isCloseTo(expected, within(1e-9));
    assertThat(gradient[2]).as("only the prior's").isEqualTo(-logSigma);
  }

  static Stream<Arguments> clippedLogSigmas() {
    return Stream.of(
        Arguments.of(-20.0, Likelihood.MIN_SIGMA), Arguments.of(20.0, Likelihood.MAX_SIGMA));
  }

  @Test
  void outputsAreTheNetworkAndRowsDoNotTouchEachOther() {
    ModelSpec spec =
        Networks.spec(2, List.of(4), List.of(5, 3), Activation.TANH, Likelihood.CATEGORICAL);
    double[] position = Networks.position(spec, 3);
    LogDensityEngine engine = new ScalarEngine(spec, ROWS);
    double[][] together = new double[3][ROWS];
    Minibatch batch = Networks.batch(spec, ROWS, 4);
    engine.outputs(position, batch, together);

    Minibatch single = Minibatch.forModel(spec, 1);
    double[][] alone = new double[3][1];
    for (int row = 0; row < ROWS; row++) {
      single.numeric(0)[0] = batch.numeric(0)[row];
      single.numeric(1)[0] = batch.numeric(1)[row];
      single.categories(0)[0] = batch.categories(0)[row];
      single.setRows(1, 1);
      engine.outputs(position, single, alone);
      for (int k = 0; k < 3; k++) {
        assertThat(alone[k][0]).isEqualTo(together[k][row]);
      }
    }
  }

  @Test
  void namesTheArgumentThatDoesNotFit() {
    ModelSpec spec = Networks.spec(2, List.of(), List.of(), Activation.RELU, Likelihood.GAUSSIAN);
    LogDensityEngine engine = new ScalarEngine(spec, 3);
    double[] position = new double[spec.dimension()];
    double[] gradient = new double[spec.dimension()];

    assertThatThrownBy(() -> engine.evaluate(position, Networks.batch(spec, 4, 1), gradient))
        .hasMessageContaining("made for 3 rows at most, not 4");
    assertThatThrownBy(() -> engine.evaluate(new double[7], new Minibatch(2, 0, 1), gradient))
        .hasMessageContaining("position must be 4, not 7");
    assertThatThrownBy(() -> engine.evaluate(position, new Minibatch(1, 0, 1), gradient))
        .hasMessageContaining("numeric columns of the minibatch must be 2, not 1");
  }
}
