package org.smilestream.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PreconditionerTest {
  private static final ChainState STATE = state(3, 0.5, 40, 1e-4);

  private static ChainState state(double... deviations) {
    ChainState state = new ChainState(deviations.length);
    System.arraycopy(deviations, 0, state.deviations, 0, deviations.length);
    return state;
  }

  @Test
  void thePriorAddsItsShareToTheVarianceOfEachCoordinate() {
    double[] with = inverse(Preconditioner.POSTERIOR_PRECISION, STATE, 16);

    double[] expected =
        inverse(
            Preconditioner.NOISE_VARIANCE,
            state(5, Math.sqrt(16.25), Math.sqrt(1616), Math.sqrt(16 + 1e-8)),
            0);
    assertThat(with).containsExactly(expected);
  }

  @Test
  void withoutAPriorItIsTheNoiseVariance() {
    assertThat(inverse(Preconditioner.POSTERIOR_PRECISION, STATE, 0))
        .containsExactly(inverse(Preconditioner.NOISE_VARIANCE, STATE, 0));
  }

  @Test
  void thePapersKnowNoPrior() {
    for (var papers : new Preconditioner[] {Preconditioner.NOISE_VARIANCE, Preconditioner.NONE}) {
      assertThat(inverse(papers, STATE, 16)).containsExactly(inverse(papers, STATE, 0));
    }
  }

  private static double[] inverse(
      Preconditioner preconditioner, ChainState state, double priorVariance) {
    double[] inverse = new double[state.dimension()];
    preconditioner.inverseScale(state, priorVariance, inverse);
    return inverse;
  }
}
