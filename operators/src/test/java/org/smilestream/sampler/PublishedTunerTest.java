package org.smilestream.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;
import org.smilestream.sampler.SamplerSettings.Name;

class PublishedTunerTest {

  /** The least step size that can be given is below those that are tuned. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-12, 1e-3})
  void theStepSizeOfNaiveSamplersStays(double stepSize) {
    for (Name name : new Name[] {Name.SMILE_NAIVE, Name.PSMILE_NAIVE}) {
      Sampler sampler = BaselineSamplerTest.settings(name, stepSize, 1).create(3);
      ChainState current = sampler.start(new double[3]);
      for (int step = 0; step < 60; step++) {
        // Some are divergent.
        double density = step % 20 == 19 ? Double.NaN : 0;
        StochasticLogDensity slope =
            (position, batch, gradient) -> {
              Arrays.fill(gradient, -10);
              return density - position[0];
            };
        ChainState next = new ChainState(3);
        sampler.step(slope, current, new Minibatch(0, 0, 1), 0, next, new StepInfo());
        assertThat(next.stepSize()).as("%s, step %d", name, step).isEqualTo(stepSize);
        current = next;
      }
    }
  }
}
