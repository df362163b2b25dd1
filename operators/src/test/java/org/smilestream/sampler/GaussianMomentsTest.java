package org.smilestream.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.sampler.SamplerSettings.Name;
import org.smilestream.sampler.SamplerSettings.TunerName;

/**
 * Every sampler on a Gaussian of condition 16 in 20 dimensions, 4 chains. Seeds are fixed, so a
 * failure is a change of behaviour; with other seeds the largest error of a variance was seen at 60
 * % of the tolerance.
 */
class GaussianMomentsTest {
  private static final int DIMENSION = 20;
  private static final int CHAINS = 4;
  private static final int BURN_IN = 5_000;
  private static final double MINIBATCH_NOISE = 5;

  /** Step sizes of finite length bias the variance upwards by a few per cent (an O(ε²) effect). */
  @ParameterizedTest
  @CsvSource({
    "SMILE_NAIVE, 0.10",
    "SMILE, 0.10",
    "PSMILE_NAIVE, 0.15",
    "PSMILE, 0.15",
    "MCLMC, 0.05"
  })
  void recoversMeanAndVariance(Name name, double tolerance) {
    check(name, 0.3, 50_000, tolerance);
  }

  /**
   * The baselines' variances have a bias of known size, for curvature λ and noise η = 5 of the
   * gradient. Langevin steps: (1 + εη²/4)/(1 − ελ/4), up to +6 %; cyclical ones the mean of that.
   * SGHMC takes the whole second moment η² + λ for noise: 1 − ε²λ/(2ασ), down to −5 %. The rest of
   * the tolerance is for chance, of which the slowest coordinate has most. With four other seeds
   * the largest error was seen at 64, 60 and 88 % of the tolerance, that of a mean at 0.088.
   */
  @ParameterizedTest
  @CsvSource({
    "SGLD, 0.008, 400000, 0.15",
    "SGHMC, 0.08, 200000, 0.10",
    "CYCLICAL_SGLD, 0.02, 800000, 0.15"
  })
  void baselinesRecoverMeanAndVariance(Name name, double stepSize, int steps, double tolerance) {
    check(name, stepSize, steps, tolerance);
  }

  private static void check(Name name, double stepSize, int steps, double tolerance) {
    double noise = name == Name.MCLMC ? 0 : MINIBATCH_NOISE;
    GaussianTarget target = GaussianTarget.of(DIMENSION, 0.25, 4, noise);
    SamplerSettings settings =
        new SamplerSettings(
            name,
            Preconditioner.NOISE_VARIANCE,
            SamplerSettings.PRECONDITIONER_WINDOW,
            TunerName.STATIONARY,
            PublishedTunerSettings.DEFAULT,
            stepSize,
            1e-6,
            10,
            BURN_IN,
            20_000,
            1);

    GaussianTarget.Moments moments = target.run(settings, CHAINS, BURN_IN, steps);

    for (int i = 0; i < DIMENSION; i++) {
      double deviation = Math.sqrt(target.variances()[i]);
      assertThat((moments.means()[i] - target.means()[i]) / deviation)
          .as("error of mean %d in standard deviations", i)
          .isBetween(-0.1, 0.1);
      assertThat(moments.variances()[i] / target.variances()[i])
          .as("ratio of variance %d", i)
          .isBetween(1 - tolerance, 1 + tolerance);
    }
  }
}
