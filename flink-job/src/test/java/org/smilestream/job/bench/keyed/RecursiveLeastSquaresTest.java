package org.smilestream.job.bench.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RecursiveLeastSquaresTest {

  /** y = 1 + 3 x₀ − 2 x₁ + noise of deviation 0.5: the density comes near that of the noise. */
  @Test
  void aLinearTargetIsPredictedToItsNoise() {
    Random random = new Random(3);
    RecursiveLeastSquares peer = new RecursiveLeastSquares(2);
    double sum = 0;
    for (int i = 0; i < 3000; i++) {
      double[] x = {random.nextGaussian(), random.nextGaussian()};
      double noise = 0.5 * random.nextGaussian();
      double density = peer.learn(x, 1 + 3 * x[0] - 2 * x[1] + noise);
      assertThat(Double.isNaN(density)).as("row %d", i).isEqualTo(i < 2 * 3 + 1);
      sum += i >= 1000 ? density : 0;
    }
    double entropy = 0.5 * Math.log(2 * Math.PI * Math.E * 0.25);
    assertThat(sum / 2000).isCloseTo(-entropy, offset(0.05));
  }

  @Test
  void whatALineDoesNotExplainIsNoise() {
    Random random = new Random(3);
    RecursiveLeastSquares peer = new RecursiveLeastSquares(1);
    double sum = 0;
    for (int i = 0; i < 3000; i++) {
      double x = random.nextGaussian();
      double density = peer.learn(new double[] {x}, x * x);
      sum += i >= 1000 ? density : 0;
    }
    // x² has the variance 2.
    assertThat(sum / 2000).isCloseTo(-0.5 * Math.log(2 * Math.PI * Math.E * 2), offset(0.1));
  }
}
