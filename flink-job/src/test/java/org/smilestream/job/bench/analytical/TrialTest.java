package org.smilestream.job.bench.analytical;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrialTest {
  private static final Problem PROBLEM =
      new Problem(DensityKind.BANANA, 2, Double.NaN, NoiseStructure.NONE, null);
  private static final int CHAINS = 2;
  private static final int REPETITIONS = 2;

  private static CellResult run(Contender contender, int window, long gradients, AtomicLong used) {
    BenchSettings settings =
        new BenchSettings(
            10, 100, gradients, CHAINS, REPETITIONS, window, List.of(0.03), List.of(1e-8), 1);
    return new Cell(PROBLEM, contender).run(settings, used::addAndGet);
  }

  /** The number of gradients is that of steps, or twice that: no more than a step is too much. */
  @ParameterizedTest
  @EnumSource(Contender.class)
  void aRunMakesTheGradientsThatItIsAllowed(Contender contender) {
    AtomicLong used = new AtomicLong();

    run(contender, 100, 1001, used);

    assertThat(used.get() / (CHAINS * REPETITIONS)).isBetween(1001L, 1003L);
  }

  /** A quarter of the first of four cycles makes no draws: 250 of 4,000 gradients, one a step. */
  @Test
  void onlyWhatTheSamplerCollectsCounts() {
    double[] errors = run(Contender.CYCLICAL_SGLD, 100, 4000, new AtomicLong()).errors();

    // At 125, 177, 250, 354, ... gradients.
    assertThat(Arrays.copyOf(errors, 3)).containsOnly(Double.NaN);
    assertThat(Arrays.stream(errors).skip(3)).allMatch(Double::isFinite);
  }

  @Test
  void theWindowIsThatOfThePreconditioner() {
    double error = run(Contender.PSMILE_NAIVE, 100, 1000, new AtomicLong()).finalError();

    assertThat(run(Contender.PSMILE_NAIVE, 300, 1000, new AtomicLong()).finalError())
        .isNotEqualTo(error);
    double without = run(Contender.SMILE_NAIVE, 100, 1000, new AtomicLong()).finalError();
    assertThat(run(Contender.SMILE_NAIVE, 300, 1000, new AtomicLong()).finalError())
        .isEqualTo(without);
  }
}
