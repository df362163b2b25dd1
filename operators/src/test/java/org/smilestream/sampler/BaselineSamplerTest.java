package org.smilestream.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.learner.Bits;
import org.smilestream.model.Minibatch;
import org.smilestream.sampler.SamplerSettings.Name;
import org.smilestream.sampler.SamplerSettings.TunerName;

/** What holds for every sampler that has no energy. */
class BaselineSamplerTest {
  private static final GaussianTarget TARGET = GaussianTarget.of(20, 0.25, 4, 5);
  private static final Minibatch BATCH = new Minibatch(0, 0, TARGET.dimension());

  static SamplerSettings settings(Name name, double stepSize, long seed) {
    return new SamplerSettings(
        name,
        Preconditioner.NOISE_VARIANCE,
        SamplerSettings.PRECONDITIONER_WINDOW,
        TunerName.STATIONARY,
        PublishedTunerSettings.DEFAULT,
        stepSize,
        Double.NaN,
        10,
        1_000,
        100,
        seed);
  }

  /** A chain in the middle of its life. */
  private static ChainState settled(SamplerSettings settings) {
    HostChainGroup group = TARGET.start(settings, 1);
    for (int step = 0; step < 30; step++) {
      group.step(TARGET.minibatches());
    }
    return group.state(0);
  }

  private static ChainState step(
      SamplerSettings settings,
      StochasticLogDensity density,
      ChainState current,
      int chain,
      StepInfo info) {
    ChainState next = new ChainState(TARGET.dimension());
    Arrays.fill(next.velocity, 7);
    Arrays.fill(next.preconditionedGradient, 7);
    Arrays.fill(next.averages, 7);
    Arrays.fill(next.deviations, 7);
    TARGET.minibatches().fill(chain, current.step, BATCH);
    settings.create(TARGET.dimension()).step(density, current, BATCH, chain, next, info);
    return next;
  }

  @ParameterizedTest
  @EnumSource(names = {"SGLD", "SGHMC", "CYCLICAL_SGLD"})
  void aStepIsAFunctionOfStateMinibatchAndSeed(Name name) {
    SamplerSettings settings = settings(name, 0.01, 1);
    ChainState current = settled(settings);
    ChainState before = copy(current);
    StepInfo info = new StepInfo();

    ChainState once = step(settings, TARGET.density(), current, 0, info);
    ChainState again = step(settings, TARGET.density(), current, 0, info);
    ChainState otherSeed = step(settings(name, 0.01, 2), TARGET.density(), current, 0, info);

    assertThat(again).usingRecursiveComparison(Bits.EXACT).isEqualTo(once);
    assertThat(current).usingRecursiveComparison(Bits.EXACT).isEqualTo(before);
    assertThat(otherSeed.position()).isNotEqualTo(once.position());
    assertThat(once.step()).isEqualTo(before.step() + 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"SGLD", "SGHMC", "CYCLICAL_SGLD"})
  void chainsDrawTheirOwnNoise(Name name) {
    SamplerSettings settings = settings(name, 0.01, 1);
    ChainState current = settled(settings);
    StochasticLogDensity withoutData =
        (position, batch, gradient) -> {
          Arrays.fill(gradient, 0);
          return 0;
        };

    ChainState one = step(settings, withoutData, current, 0, new StepInfo());
    ChainState two = step(settings, withoutData, current, 1, new StepInfo());

    assertThat(two.position()).isNotEqualTo(one.position());
  }

  @ParameterizedTest
  @EnumSource(names = {"SGLD", "SGHMC", "CYCLICAL_SGLD"})
  void aDensityThatIsNotFiniteIsADivergenceAndUndone(Name name) {
    for (double wrong : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      StochasticLogDensity broken =
          (position, batch, gradient) -> {
            Arrays.fill(gradient, 3);
            return wrong;
          };
      SamplerSettings settings = settings(name, 0.01, 1);
      ChainState current = settled(settings);
      StepInfo info = new StepInfo();

      ChainState next = step(settings, broken, current, 0, info);

      assertUndone(current, next, info);
      assertThat(info.logDensity()).isEqualTo(Double.valueOf(wrong));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SGLD", "SGHMC", "CYCLICAL_SGLD"})
  void aPositionThatOverflowsIsADivergenceAndUndone(Name name) {
    StochasticLogDensity flat =
        (position, batch, gradient) -> {
          Arrays.fill(gradient, 0);
          return 0;
        };
    SamplerSettings settings = settings(name, 0.01, 1);
    ChainState current = copy(settled(settings));
    current.velocity[3] = 1e308;
    current.preconditionedGradient[3] = 1e308;
    current.stepSize = 1e3;
    StepInfo info = new StepInfo();

    ChainState next = step(settings, flat, current, 0, info);

    assertUndone(current, next, info);
  }

  private static void assertUndone(ChainState current, ChainState next, StepInfo info) {
    assertThat(info.divergent()).isTrue();
    assertThat(info.rejected()).isTrue();
    assertThat(info.normalisedEnergyError()).isNaN();
    ChainState expected = copy(current);
    Arrays.fill(expected.velocity, 0);
    expected.step++;
    expected.rejections++;
    assertThat(next).usingRecursiveComparison(Bits.EXACT).isEqualTo(expected);
  }

  /** The density is whole again one step later: the chain goes on and the gradient is its own. */
  @ParameterizedTest
  @EnumSource(names = {"SGLD", "SGHMC", "CYCLICAL_SGLD"})
  void goesOnAfterADivergence(Name name) {
    SamplerSettings settings = settings(name, 0.01, 1);
    ChainState current = settled(settings);
    StochasticLogDensity broken = (position, batch, gradient) -> Double.NaN;
    StepInfo info = new StepInfo();

    ChainState rejected = step(settings, broken, current, 0, info);
    ChainState next = step(settings, TARGET.density(), rejected, 0, info);

    assertThat(info.divergent()).isFalse();
    assertThat(info.energyError()).isZero();
    assertThat(next.position()).isNotEqualTo(current.position()).doesNotContain(Double.NaN);
    assertThat(next.rejections()).isEqualTo(current.rejections() + 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"SGLD", "SGHMC", "CYCLICAL_SGLD"})
  void wildGradientsAreTamed(Name name) {
    StochasticLogDensity wild =
        (position, batch, gradient) -> {
          Arrays.fill(gradient, 1e300);
          gradient[0] = Double.NaN;
          return 0;
        };
    SamplerSettings settings = settings(name, 1e-6, 1);
    ChainState current = settled(settings);
    StepInfo info = new StepInfo();

    ChainState next = step(settings, wild, current, 0, info);
    next = step(settings, wild, copy(next), 0, info);

    assertThat(info.divergent()).isFalse();
    for (int i = 0; i < TARGET.dimension(); i++) {
      assertThat(next.position()[i] - current.position()[i]).isBetween(-2.0, 2.0);
    }
  }

  static ChainState copy(ChainState state) {
    ChainState copy = new ChainState(state.dimension());
    copy.copyFrom(state);
    return copy;
  }
}
