package org.smilestream.job.bench.analytical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.smilestream.sampler.CounterRandom;

class RotationTest {

  @Test
  void rowsAreOrthonormal() {
    double[][] rows =
        Rotation.random(50, CounterRandom.of(1, 0, 0, CounterRandom.Use.INITIAL_POSITION));

    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        double product = 0;
        for (int k = 0; k < rows.length; k++) {
          product += rows[i][k] * rows[j][k];
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-12));
      }
    }
  }
}
