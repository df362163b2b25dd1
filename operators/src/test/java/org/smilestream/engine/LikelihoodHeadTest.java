package org.smilestream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smilestream.ScipyValues;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;

/** Each row's log likelihood against the log densities of SciPy. */
class LikelihoodHeadTest {

  static Stream<ScipyValues.Value> studentT() {
    return ScipyValues.of("t-logpdf").stream();
  }

  static Stream<ScipyValues.Value> poisson() {
    return ScipyValues.of("poisson-logpmf").stream();
  }

  static Stream<ScipyValues.Value> negativeBinomial() {
    return ScipyValues.of("nbinom-logpmf").stream();
  }

  private static ModelSpec spec(Likelihood likelihood, double degreesOfFreedom) {
    return new ModelSpec(
            1,
            List.of(),
            List.of(),
            likelihood.outputs(0),
            Activation.RELU,
            likelihood,
            Prior.STANDARD_NORMAL)
        .withDegreesOfFreedom(degreesOfFreedom);
  }

  private static double evaluate(ModelSpec spec, double target, double free, double... outputs) {
    Minibatch batch = Minibatch.forModel(spec, 1);
    batch.targets()[0] = target;
    batch.weights()[0] = 0.5;
    batch.setRows(1, 2);
    double[][] columns = new double[outputs.length][1];
    for (int k = 0; k < outputs.length; k++) {
      columns[k][0] = outputs[k];
    }
    return new LikelihoodHead(spec).evaluate(columns, batch, free);
  }

  private static void assertClose(double actual, ScipyValues.Value value) {
    double tolerance = 1e-9 * Math.max(1, Math.abs(value.expected()));
    assertThat(actual).as(value.toString()).isCloseTo(value.expected(), within(tolerance));
  }

  @ParameterizedTest
  @MethodSource
  void studentT(ScipyValues.Value value) {
    double nu = value.argument(0);
    double mu = value.argument(1);
    double logSigma = Math.log(value.argument(2));
    double y = value.argument(3);

    assertClose(evaluate(spec(Likelihood.STUDENT_T, nu), y, 99, mu, logSigma), value);
    double scale = value.argument(2) > 1 ? value.argument(2) - 1 : logSigma;
    ModelSpec linear = spec(Likelihood.STUDENT_T, nu).withScaleLink(ScaleLink.EXP_LINEAR);
    assertClose(evaluate(linear, y, 99, mu, scale), value);
    double eta = Math.log(nu - 2);
    assertClose(evaluate(spec(Likelihood.STUDENT_T, Double.NaN), y, eta, mu, logSigma), value);
  }

  @ParameterizedTest
  @MethodSource
  void poisson(ScipyValues.Value value) {
    ModelSpec spec = spec(Likelihood.POISSON, Double.NaN);

    assertClose(evaluate(spec, value.argument(1), 99, Math.log(value.argument(0))), value);
  }

  @ParameterizedTest
  @MethodSource
  void negativeBinomial(ScipyValues.Value value) {
    ModelSpec spec = spec(Likelihood.NEGATIVE_BINOMIAL, Double.NaN);
    double logRate = Math.log(value.argument(0));
    double logDispersion = Math.log(value.argument(1));

    assertClose(evaluate(spec, value.argument(2), 99, logRate, logDispersion), value);
  }

  /** A row that is far from all others has no gradient beyond that of a scale like any other. */
  @ParameterizedTest
  @EnumSource(
      value = Likelihood.class,
      names = {"GAUSSIAN_HETEROSCEDASTIC", "STUDENT_T"})
  void aScaleThatGrowsLinearlyKeepsItsGradient(Likelihood likelihood) {
    ModelSpec spec = spec(likelihood, Double.NaN).withScaleLink(ScaleLink.EXP_LINEAR);
    Minibatch batch = Minibatch.forModel(spec, 1);
    batch.setRows(1, 1);
    double[][] outputs = {{0}, {999}};

    double value = new LikelihoodHead(spec).evaluate(outputs, batch, 0);

    double[][] atExp = {{0}, {Math.log(1000)}};
    ModelSpec exp = spec(likelihood, Double.NaN);
    assertThat(value).isCloseTo(new LikelihoodHead(exp).evaluate(atExp, batch, 0), within(1e-12));
    assertThat(outputs[1][0]).isCloseTo(-1.0 / 1000, within(1e-15));
  }

  /**
   * However far the outputs are out, the value is a number; the gradient at a bound is zero, or it
   * leads back to the count of 3.
   */
  @Test
  void boundsHold() {
    for (Likelihood likelihood :
        List.of(Likelihood.STUDENT_T, Likelihood.POISSON, Likelihood.NEGATIVE_BINOMIAL)) {
      ModelSpec spec = spec(likelihood, Double.NaN);
      for (double far : new double[] {-1000, 1000}) {
        double[][] outputs = new double[spec.outputs()][1];
        for (double[] output : outputs) {
          output[0] = far;
        }
        Minibatch batch = Minibatch.forModel(spec, 1);
        batch.targets()[0] = 3;
        batch.setRows(1, 1);
        LikelihoodHead head = new LikelihoodHead(spec);

        assertThat(head.evaluate(outputs, batch, far)).as("%s at %s", likelihood, far).isFinite();
        if (likelihood.isOfCounts()) {
          assertThat(Math.signum(outputs[0][0])).isEqualTo(-Math.signum(far));
        }
        if (likelihood != Likelihood.POISSON) {
          assertThat(outputs[1][0]).isZero();
        }
        assertThat(likelihood == Likelihood.STUDENT_T ? head.freeDerivative() : 0).isZero();
      }
    }
  }
}
