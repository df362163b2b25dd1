package org.smilestream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;

class StudentTRowsTest {
  private static final double NU = 3.7;

  private final StudentTRows plain = new StudentTRows(new RowMath());
  private final StudentTRows vector = new StudentTRows(new VectorRowMath());

  private static Minibatch batch(int rows) {
    return Networks.batch(
        Networks.spec(1, List.of(), List.of(), Activation.RELU, Likelihood.STUDENT_T), rows, 3);
  }

  /** The first scales are beyond both bounds, and the first target is far out. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 9, 40})
  void vectorsAgreeWithPlainJava(int rows) {
    Minibatch batch = batch(rows);
    SplittableRandom random = new SplittableRandom(rows);
    double[] mean = random.doubles(rows, -2, 2).toArray();
    double[] logSigma = random.doubles(rows, -6, 3).toArray();
    if (rows > 2) {
      logSigma[0] = 20;
      logSigma[1] = -20;
      mean[2] = 1e30;
    }
    double[] vectorMean = mean.clone();
    double[] vectorLogSigma = logSigma.clone();

    plain.evaluate(mean, logSigma, batch, NU);
    vector.evaluate(vectorMean, vectorLogSigma, batch, NU);

    assertClose(vector.losses, plain.losses);
    assertClose(vector.tails, plain.tails);
    assertClose(vector.weights, plain.weights);
    for (int row = 0; row < rows; row++) {
      assertClose(vectorMean[row], mean[row]);
      assertClose(vectorLogSigma[row], logSigma[row]);
    }
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-12 * Math.max(1, Math.abs(expected))));
  }

  @Test
  void whatIsNotANumberIsSeen() {
    for (int output = 0; output < 2; output++) {
      double[][] outputs = new double[2][10];
      outputs[output][4] = Double.NaN;

      vector.evaluate(outputs[0], outputs[1], batch(10), NU);

      assertThat(vector.losses).isNaN();
      assertThat(outputs[0][4]).isNaN();
      assertThat(outputs[1][4]).isNaN();
      assertThat(outputs[0][3]).isFinite();
    }
  }
}
