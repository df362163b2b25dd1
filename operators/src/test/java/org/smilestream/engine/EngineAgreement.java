package org.smilestream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;

/** Compares an engine that computes in float with the scalar one. */
public final class EngineAgreement {
  private static final double TOLERANCE = 1e-4;

  private EngineAgreement() {}

  /**
   * ℓ, gradient and outputs of minibatches of some sizes.
   *
   * @param tested makes the engine for a number of rows
   */
  public static void check(
      BiFunction<ModelSpec, Integer, LogDensityEngine> tested, ModelSpec spec, int... sizes) {
    int most = Arrays.stream(sizes).max().orElseThrow();
    LogDensityEngine engine = tested.apply(spec, most);
    LogDensityEngine scalar = new ScalarEngine(spec, most);
    double[] position = Networks.position(spec, 1);
    double[] actual = new double[position.length];
    double[] expected = new double[position.length];
    for (int rows : sizes) {
      Minibatch batch = Networks.batch(spec, rows, rows);
      double value = engine.evaluate(position, batch, actual);
      double reference = scalar.evaluate(position, batch, expected);

      assertThat(value)
          .as("%d rows", rows)
          .isCloseTo(reference, within(1e-5 * magnitude(reference)));
      assertClose(actual, expected, "gradient of " + rows + " rows");
      double[][] actualOutputs = new double[spec.outputs()][rows];
      double[][] expectedOutputs = new double[spec.outputs()][rows];
      engine.outputs(position, batch, actualOutputs);
      scalar.outputs(position, batch, expectedOutputs);
      for (int k = 0; k < spec.outputs(); k++) {
        assertClose(actualOutputs[k], expectedOutputs[k], "output of " + rows + " rows");
      }
    }
  }

  /** ℓ and gradient under a prior that is not the standard one. */
  public static void checkPrior(
      BiFunction<ModelSpec, Integer, LogDensityEngine> tested, Prior.Family family) {
    Prior prior = new Prior(family, 0.25, 0.5);
    ModelSpec spec =
        new ModelSpec(3, List.of(4), List.of(6), 2, Activation.TANH, Likelihood.CATEGORICAL, prior);
    double[] position = Networks.position(spec, 5);
    Minibatch batch = Networks.batch(spec, 20, 6);
    double[] actual = new double[position.length];
    double[] expected = new double[position.length];
    double value = tested.apply(spec, 20).evaluate(position, batch, actual);

    assertThat(value)
        .isCloseTo(new ScalarEngine(spec, 20).evaluate(position, batch, expected), within(1e-4));
    assertClose(actual, expected, "gradient");
  }

  private static void assertClose(double[] actual, double[] expected, String what) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertThat(actual).as(what).containsExactly(expected, within(TOLERANCE * magnitude(largest)));
  }

  /** The scale of a tolerance: relative, or absolute below 1. */
  public static double magnitude(double value) {
    return Math.max(1, Math.abs(value));
  }
}
