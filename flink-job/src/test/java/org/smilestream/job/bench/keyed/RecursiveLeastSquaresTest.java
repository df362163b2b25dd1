package org.smilestream.job.bench.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RecursiveLeastSquaresTest {

  /** y = 7 + 3 x₀ − 2 x₁ + noise: the density comes near that of the noise itself. */
  @Test
  void aLinearTargetIsPredictedToItsNoise() {
    Random random = new Random(3);
    RecursiveLeastSquares peer = new RecursiveLeastSquares(2);
    double sum = 0;
    for (int i = 0; i < 3000; i++) {
      double[] x = {random.nextGaussian(), 100 + 5 * random.nextGaussian()};
      double noise = 0.5 * random.nextGaussian();
      double density = peer.learn(x, 7 + 3 * x[0] - 2 * x[1] + noise);
      sum += i >= 1000 ? density : 0;
    }
    double entropy = 0.5 * Math.log(2 * Math.PI * Math.E * 0.25);
    assertThat(sum / 2000).isCloseTo(-entropy, offset(0.05));
  }

  @Test
  void aFeatureThatDoesNotVaryDoesNoHarm() {
    Random random = new Random(3);
    RecursiveLeastSquares peer = new RecursiveLeastSquares(1);
    for (int i = 0; i < 100; i++) {
      assertThat(peer.learn(new double[] {4}, random.nextGaussian()))
          .isNotEqualTo(Double.POSITIVE_INFINITY);
    }
    assertThat(peer.learn(new double[] {4}, 0)).isBetween(-1.5, -0.5);
  }
}
