package org.smilestream.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;
import org.smilestream.sampler.SamplerSettings.Name;
import org.smilestream.sampler.SamplerSettings.TunerName;

class StationaryTunerTest {
  private static final GaussianTarget TARGET = GaussianTarget.of(20, 0.25, 4, 5);

  private static SamplerSettings settings(TunerName tuner, double stepSize) {
    return new SamplerSettings(
        Name.PSMILE,
        Preconditioner.NOISE_VARIANCE,
        SamplerSettings.PRECONDITIONER_WINDOW,
        tuner,
        PublishedTunerSettings.DEFAULT,
        stepSize,
        1e-6,
        10,
        0,
        2000,
        1);
  }

  private static void advance(HostChainGroup group, int steps) {
    for (int step = 0; step < steps; step++) {
      group.step(TARGET.minibatches());
    }
  }

  /**
   * ε is at most e^κ larger or smaller after a probe, which is every tenth step: from 10⁻⁸ to the
   * set point, 0.37, it takes 871 probes, from 1 it takes 50, from 10 it takes 165.
   */
  @ParameterizedTest
  @CsvSource({"1e-8, 8800", "1e-2, 1900", "1, 600", "10, 1800"})
  void findsTheSameStepSizeFromAnywhere(double start, int steps) {
    HostChainGroup group = TARGET.start(settings(TunerName.STATIONARY, start), 4);

    advance(group, steps);

    for (int round = 0; round < 10; round++) {
      assertThat(group.state(0).stepSize()).isBetween(0.25, 0.5);
      assertThat(group.state(3).stepSize()).isEqualTo(group.state(0).stepSize());
      advance(group, 100);
    }
  }

  @Test
  void aJumpOutOfTheTypicalSetIsRejectedAndUndone() {
    HostChainGroup group = TARGET.start(settings(TunerName.STATIONARY, 0.3), 1);
    advance(group, 1_000);
    ChainState before = new ChainState(TARGET.dimension());
    before.copyFrom(group.state(0));
    MinibatchSource wild =
        (chain, step, batch) -> {
          TARGET.minibatches().fill(chain, step, batch);
          Arrays.setAll(batch.targets(), i -> 1e6 * (i % 2 == 0 ? 1 : -1));
        };

    group.step(wild);

    assertThat(group.info(0).rejected()).isTrue();
    ChainState after = group.state(0);
    assertThat(after.position()).isEqualTo(before.position());
    assertThat(after.velocity()).containsOnly(0);
    assertThat(after.deviations()).isEqualTo(before.deviations());
    assertThat(after.averages()).isEqualTo(before.averages());
    assertThat(after.rejections()).isEqualTo(before.rejections() + 1);
  }

  /** Its ℓ would make S so large that nothing were rejected for thousands of steps. */
  @Test
  void aFirstStepThatFallsOffACliffIsUndoneAndNotLearnedFrom() {
    HostChainGroup group = TARGET.start(settings(TunerName.STATIONARY, 0.3), 1);
    ChainState start = group.state(0);
    Sampler sampler = settings(TunerName.STATIONARY, 0.3).create(TARGET.dimension());
    Minibatch batch = new Minibatch(0, 0, TARGET.dimension());
    TARGET.minibatches().fill(0, 0, batch);
    StochasticLogDensity cliff =
        (position, b, gradient) -> {
          double value = TARGET.density().evaluate(position, b, gradient);
          return Arrays.equals(position, start.position()) ? value : value - 1e9;
        };
    ChainState fallen = new ChainState(TARGET.dimension());
    StepInfo info = new StepInfo();

    sampler.step(cliff, start, batch, 0, fallen, info);

    assertThat(info.rejected()).isTrue();
    assertThat(fallen.position()).isEqualTo(start.position());
    assertThat(fallen.tunerSpread()).isZero();
    sampler.step(TARGET.density(), fallen, batch, 0, new ChainState(TARGET.dimension()), info);
    assertThat(info.rejected()).isFalse();
  }

  /** Such a row would else never be learned from: its minibatches would all be rejected. */
  @Test
  void aMinibatchThatIsUnlikelyFromItsBeginningStands() {
    HostChainGroup group = TARGET.start(settings(TunerName.STATIONARY, 0.3), 1);
    advance(group, 1_000);
    double location = group.state(0).tunerLocation();
    double spread = group.state(0).tunerSpread();
    StochasticLogDensity unlikely =
        (position, batch, gradient) ->
            TARGET.density().evaluate(position, batch, gradient) - 50 * spread;
    Sampler sampler = settings(TunerName.STATIONARY, 0.3).create(TARGET.dimension());
    Minibatch batch = new Minibatch(0, 0, TARGET.dimension());
    TARGET.minibatches().fill(0, group.state(0).step(), batch);
    StepInfo info = new StepInfo();

    sampler.step(unlikely, group.state(0), batch, 0, new ChainState(TARGET.dimension()), info);

    assertThat(info.logDensity()).isLessThan(location - 10 * spread);
    assertThat(info.rejected()).isFalse();
  }

  @Test
  void aChainThatStartsAgainKeepsTheScalesThatItsStepSizeGoesWith() {
    HostChainGroup group = TARGET.start(settings(TunerName.STATIONARY, 0.3), 1);
    advance(group, 1_000);
    ChainState before = new ChainState(TARGET.dimension());
    before.copyFrom(group.state(0));

    group.restart(0, new double[TARGET.dimension()]);

    ChainState after = group.state(0);
    assertThat(after.stepSize()).isEqualTo(before.stepSize());
    assertThat(after.deviations()).isEqualTo(before.deviations());
    assertThat(after.averages()).isEqualTo(before.averages());
    assertThat(after.tunerSpread()).isZero();
    assertThat(after.velocity()).containsOnly(0);
  }

  @Test
  void rejectionsShortenTheStepsOfTheirChainForAWhile() {
    HostChainGroup group = TARGET.start(settings(TunerName.STATIONARY, 0.3), 2);
    advance(group, 1_000);
    MinibatchSource broken =
        (chain, step, batch) -> {
          TARGET.minibatches().fill(chain, step, batch);
          if (chain == 1) {
            Arrays.fill(batch.targets(), Double.NaN);
          }
        };

    group.advance(5, broken, StepObserver.NONE);

    assertThat(group.state(0).stepShare()).isEqualTo(1);
    assertThat(group.state(1).stepShare()).isCloseTo(Math.pow(0.9, 5), within(1e-12));
    assertThat(group.state(1).stepSize()).isEqualTo(group.state(0).stepSize());
    advance(group, 200);
    assertThat(group.state(1).ownStepSize()).isEqualTo(group.state(0).stepSize());
  }

  @Test
  void aChainThatHasRunAwayIsPutWhereTheMedianOneIs() {
    HostChainGroup group = TARGET.start(settings(TunerName.STATIONARY, 0.3), 5);
    advance(group, 1_000);
    ChainState lost = new ChainState(TARGET.dimension());
    lost.copyFrom(group.state(1));
    Arrays.fill(lost.position, 1e4);
    lost.tunerLocation = -1e9;
    group.restore(1, lost);

    advance(group, 10);

    assertThat(group.state(1).reseeds()).isOne();
    assertThat(group.state(1).step()).isEqualTo(group.state(0).step());
    assertThat(group.state(1).position()).doesNotContain(1e4);
    for (int chain : new int[] {0, 2, 3, 4}) {
      assertThat(group.state(chain).reseeds()).as("chain %d", chain).isZero();
    }
    advance(group, 1_000);
    assertThat(group.state(1).reseeds()).isOne();
    for (int chain : new int[] {0, 2, 3, 4}) {
      assertThat(group.state(1).position()).isNotEqualTo(group.state(chain).position());
    }
  }

  /** Its L has not found its place; and the others are not judged by it. */
  @Test
  void aChainThatWasAddedIsNotJudgedWhileItIsYoung() {
    HostChainGroup group = TARGET.start(settings(TunerName.STATIONARY, 0.3), 5);
    advance(group, 1_000);
    long rejections = group.state(0).rejections();
    group.branch(1, 0);
    assertThat(group.state(1).position()).isEqualTo(group.state(0).position());
    ChainState young = new ChainState(TARGET.dimension());
    young.copyFrom(group.state(1));
    young.tunerLocation = -1e9;
    young.tunerSpread = 1;
    group.restore(1, young);

    advance(group, 10);

    assertThat(group.state(1).reseeds()).isZero();
    assertThat(group.state(1).age()).isEqualTo(10);
    assertThat(group.state(1).step()).isEqualTo(group.state(0).step());
    assertThat(group.state(1).position()).isNotEqualTo(group.state(0).position());
    assertThat(group.state(1).stepSize()).isEqualTo(group.state(0).stepSize());
    assertThat(group.state(1).rejections()).isLessThanOrEqualTo(10);
    assertThat(group.state(0).rejections()).isGreaterThanOrEqualTo(rejections);
  }

  @Test
  void recoversFromABurstOfNaN() {
    HostChainGroup group = TARGET.start(settings(TunerName.STATIONARY, 0.3), 1);
    advance(group, 2_000);
    Sampler sampler = settings(TunerName.STATIONARY, 0.3).create(TARGET.dimension());
    StochasticLogDensity broken =
        (position, batch, gradient) -> {
          Arrays.fill(gradient, Double.NaN);
          return Double.NaN;
        };
    ChainState current = new ChainState(TARGET.dimension());
    current.copyFrom(group.state(0));
    ChainState next = new ChainState(TARGET.dimension());
    StepInfo info = new StepInfo();

    for (int step = 0; step < 50; step++) {
      sampler.step(broken, current, new Minibatch(0, 0, TARGET.dimension()), 0, next, info);
      assertThat(info.rejected()).isTrue();
      assertThat(info.divergent()).isTrue();
      current.copyFrom(next);
    }
    long rejected = current.rejections();
    group.restore(0, current);
    advance(group, 5_000);

    assertThat(group.state(0).rejections() - rejected).isLessThan(250);
    assertThat(group.state(0).stepSize()).isBetween(0.2, 0.7);
  }
}
