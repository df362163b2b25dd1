package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HeldOutPredictiveTest {
  private static final double[] TARGETS = {0.3, -1.5, 40};
  private static final double[][] MEANS = {{0, -1, 1}, {0.5, -2, 3}, {0.2, 0, 2}, {1, -1, 2}};
  private static final double[] DEVIATIONS = {0.5, 1, 2, 0.1};

  private static HeldOutPredictive gathered(int from, int to) {
    HeldOutPredictive predictive = new HeldOutPredictive(TARGETS);
    for (int sample = from; sample < to; sample++) {
      predictive.add(MEANS[sample], DEVIATIONS[sample]);
    }
    return predictive;
  }

  private static GaussianMixture mixture(int row) {
    double[] means = new double[MEANS.length];
    for (int sample = 0; sample < means.length; sample++) {
      means[sample] = MEANS[sample][row];
    }
    return new GaussianMixture(means, DEVIATIONS);
  }

  @Test
  void agreesWithTheMixtureOfEachRow() {
    HeldOutPredictive predictive = gathered(0, 4);

    double logDensity = 0;
    double squares = 0;
    for (int row = 0; row < TARGETS.length; row++) {
      logDensity += mixture(row).logDensity(TARGETS[row]) / TARGETS.length;
      squares += Math.pow(TARGETS[row] - mixture(row).mean(), 2) / TARGETS.length;
    }
    assertThat(predictive.lppd()).isCloseTo(logDensity, within(1e-12));
    assertThat(predictive.rootMeanSquaredError()).isCloseTo(Math.sqrt(squares), within(1e-12));
    for (double level : new double[] {0.1, 0.3, 0.5, 0.9}) {
      int covered = 0;
      for (int row = 0; row < TARGETS.length; row++) {
        double lower = mixture(row).quantile(0.5 - level / 2);
        double upper = mixture(row).quantile(0.5 + level / 2);
        covered += lower <= TARGETS[row] && TARGETS[row] <= upper ? 1 : 0;
      }
      assertThat(predictive.coverage(level)).isEqualTo(covered / 3.0);
    }
  }

  @Test
  void partsAddUpToTheWhole() {
    HeldOutPredictive parts = gathered(0, 1);
    parts.add(gathered(1, 4));
    parts.add(gathered(0, 0));

    assertThat(parts.lppd()).isCloseTo(gathered(0, 4).lppd(), within(1e-12));
    assertThat(parts.rootMeanSquaredError())
        .isCloseTo(gathered(0, 4).rootMeanSquaredError(), within(1e-12));
    assertThat(parts.coverage(0.5)).isEqualTo(gathered(0, 4).coverage(0.5));
  }

  @Test
  void withoutSamplesThereAreNoScores() {
    assertThat(gathered(0, 0).lppd()).isNaN();
    assertThat(gathered(0, 0).rootMeanSquaredError()).isNaN();
    assertThat(gathered(0, 0).coverage(0.9)).isNaN();
  }
}
