package org.smilestream.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;
import org.smilestream.sampler.SamplerSettings.Name;

class SghmcSamplerTest {
  private static final int TUNING_STEPS = 1_000;
  private static final double STEP_SIZE = 0.05;
  private static final GaussianTarget TARGET = GaussianTarget.of(20, 0.25, 4, 5);

  private static SamplerSettings settings() {
    return BaselineSamplerTest.settings(Name.SGHMC, STEP_SIZE, 1);
  }

  private static HostChainGroup after(int steps) {
    HostChainGroup group = TARGET.start(settings(), 1);
    advance(group, steps);
    return group;
  }

  private static void advance(HostChainGroup group, int steps) {
    for (int step = 0; step < steps; step++) {
      group.step(TARGET.minibatches());
    }
  }

  /**
   * E g² = η² + λ with noise η = 5. The averages' lengths wander between some ten and some hundred
   * steps, and with them how far a single scale strays; that of 20 strays less.
   */
  @Test
  void theScaleFindsTheGradientsSecondMoment() {
    double[] scale = after(TUNING_STEPS).state(0).deviations();

    double mean = 0;
    for (int i = 0; i < scale.length; i++) {
      double ratio = scale[i] / Math.sqrt(25 + 1 / TARGET.variances()[i]);
      assertThat(ratio).as("scale %d", i).isBetween(0.65, 1.35);
      mean += ratio / scale.length;
    }
    assertThat(mean).isCloseTo(1, within(0.07));
  }

  @Test
  void theScaleStaysAfterTuningUntilTheNextWarmStart() {
    HostChainGroup group = after(TUNING_STEPS - 1);
    double[] before = group.state(0).deviations().clone();
    advance(group, 1);
    double[] frozen = group.state(0).deviations().clone();
    double[] averages = group.state(0).averages().clone();
    double[] lengths = group.state(0).preconditionedGradient().clone();
    advance(group, 100);

    assertThat(frozen).isNotEqualTo(before);
    assertThat(group.state(0).deviations()).isEqualTo(frozen);
    assertThat(group.state(0).averages()).isEqualTo(averages);
    assertThat(group.state(0).preconditionedGradient()).isEqualTo(lengths);

    group.restart(0, group.state(0).position().clone());
    assertThat(group.state(0).deviations()).containsOnly(1);
    advance(group, 1);
    assertThat(group.state(0).deviations()).doesNotContain(1);
  }

  /** One coordinate, two steps by hand. */
  @Test
  void stepsAsTheFormulasSay() {
    Sampler sampler = settings().create(1);
    StochasticLogDensity slope =
        (position, batch, gradient) -> {
          gradient[0] = 3;
          return 0;
        };
    ChainState start = sampler.start(new double[] {2});
    ChainState one = new ChainState(1);
    ChainState two = new ChainState(1);
    Minibatch batch = new Minibatch(0, 0, 1);

    sampler.step(slope, start, batch, 0, one, new StepInfo());
    sampler.step(slope, one, batch, 0, two, new StepInfo());

    double noise = Math.sqrt(2 * 0.05 - STEP_SIZE * STEP_SIZE);
    double momentum = noise * normal(0);
    assertThat(one.position()[0]).isCloseTo(2 + STEP_SIZE * momentum, within(1e-14));
    // τ = 2, so that ḡ = 3/3 and σ² = 1 + (9 − 1)/3.
    double sigma = Math.sqrt(11 / 3.0);
    assertThat(one.averages()[0]).isCloseTo(1, within(1e-14));
    assertThat(one.deviations()[0]).isCloseTo(sigma, within(1e-14));

    momentum = 0.95 * momentum + STEP_SIZE * 3;
    assertThat(one.velocity()[0]).isCloseTo(momentum, within(1e-14));
    noise = Math.sqrt(2 * 0.05 * sigma - STEP_SIZE * STEP_SIZE * sigma * sigma);
    momentum += noise * normal(1);
    assertThat(two.position()[0])
        .isCloseTo(one.position()[0] + STEP_SIZE * momentum / sigma, within(1e-14));
    // τ = 2 (1 − 1/σ²) + 1 = 27/11, so that the weight is 11/38.
    assertThat(two.averages()[0]).isCloseTo(1 + 2 * 11 / 38.0, within(1e-6));
  }

  private static double normal(long step) {
    var random = CounterRandom.of(1, 0, step, CounterRandom.Use.INJECTED_NOISE);
    return ZigguratSampler.NormalizedGaussian.of(random).sample();
  }

  /** Without the least mass the first gradients of curvature 400 would throw the chain out. */
  @Test
  void aCoordinateThatHadNoGradientSurvivesItsFirst() {
    StochasticLogDensity off =
        (position, batch, gradient) -> {
          Arrays.fill(gradient, 0);
          return 0;
        };
    StochasticLogDensity on =
        (position, batch, gradient) -> {
          gradient[0] = -400 * position[0];
          return -200 * position[0] * position[0];
        };
    Sampler sampler = BaselineSamplerTest.settings(Name.SGHMC, 0.003, 1).create(1);
    ChainState current = sampler.start(new double[] {0.1});
    ChainState next = new ChainState(1);
    for (int step = 0; step < TUNING_STEPS + 5_000; step++) {
      StochasticLogDensity density = step < TUNING_STEPS ? off : on;
      sampler.step(density, current, new Minibatch(0, 0, 1), 0, next, new StepInfo());
      ChainState before = current;
      current = next;
      next = before;
    }

    assertThat(current.deviations()[0]).isLessThan(0.05);
    assertThat(current.position()[0]).isBetween(-1.0, 1.0);
  }
}
