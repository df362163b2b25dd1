package org.smilestream.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;
import org.smilestream.sampler.SamplerSettings.Name;

/** The update of Langevin steps, and the schedule of the cyclical ones. */
class SgldSamplerTest {
  private static final int DIMENSION = 3;
  private static final double STEP_SIZE = 0.02;
  private static final int CYCLE = 100;

  /** Gradient −10 everywhere. */
  private static final StochasticLogDensity SLOPE =
      (position, batch, gradient) -> {
        Arrays.fill(gradient, -10);
        return 0;
      };

  /** (Δθ − (ε/2) g)/z of one step for each coordinate: the factor of the noise. */
  private static double[] noiseFactors(ChainState current, ChainState next, double epsilon) {
    var random = CounterRandom.of(1, 0, current.step(), CounterRandom.Use.INJECTED_NOISE);
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] factors = new double[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      double change = next.position()[i] - current.position()[i];
      factors[i] = (change - epsilon / 2 * current.preconditionedGradient()[i]) / normal.sample();
    }
    return factors;
  }

  private static ChainState step(Sampler sampler, ChainState current) {
    ChainState next = new ChainState(DIMENSION);
    sampler.step(SLOPE, current, new Minibatch(0, 0, 1), 0, next, new StepInfo());
    return next;
  }

  @Test
  void movesByHalfTheStepSizeAndAddsItsRootAsNoise() {
    Sampler sampler = BaselineSamplerTest.settings(Name.SGLD, STEP_SIZE, 1).create(DIMENSION);
    ChainState current = step(sampler, sampler.start(new double[DIMENSION]));

    ChainState next = step(sampler, current);

    assertThat(current.preconditionedGradient()).containsOnly(-10);
    assertThat(noiseFactors(current, next, STEP_SIZE))
        .containsOnly(new double[] {Math.sqrt(STEP_SIZE)}, within(1e-12));
  }

  /** Steps 0 to 24 of 100 explore; the schedule begins anew with every cycle and every restart. */
  @Test
  void theCyclicalStepFollowsTheCosineAndExploresWithoutNoise() {
    Sampler sampler =
        BaselineSamplerTest.settings(Name.CYCLICAL_SGLD, STEP_SIZE, 1).create(DIMENSION);
    ChainState current = step(sampler, sampler.start(new double[DIMENSION]));
    current = BaselineSamplerTest.copy(sampler.restart(current, current.position()));
    // The gradient of the step before: a restarted chain has none.
    Arrays.fill(current.preconditionedGradient, -10);

    for (int k = 0; k < 2 * CYCLE + 30; k++) {
      ChainState next = step(sampler, current);
      double epsilon = STEP_SIZE / 2 * (Math.cos(Math.PI * (k % CYCLE) / CYCLE) + 1);
      double noise = k % CYCLE < 25 ? 0 : Math.sqrt(epsilon);
      assertThat(noiseFactors(current, next, epsilon))
          .as("step %d", k)
          .containsOnly(new double[] {noise}, within(1e-9));
      assertThat(sampler.collects(next)).as("after step %d", k).isEqualTo(k % CYCLE >= 25);
      assertThat(next.stepSize()).isEqualTo(STEP_SIZE);
      current = next;
    }
  }

  @Test
  void thePositionOfAWarmStartCounts() {
    Sampler sampler =
        BaselineSamplerTest.settings(Name.CYCLICAL_SGLD, STEP_SIZE, 1).create(DIMENSION);
    ChainState started = sampler.start(new double[DIMENSION]);

    assertThat(sampler.collects(started)).isTrue();
    assertThat(sampler.collects(step(sampler, started))).isFalse();
    assertThat(sampler.collects(sampler.restart(step(sampler, started), started.position())))
        .isTrue();
  }
}
