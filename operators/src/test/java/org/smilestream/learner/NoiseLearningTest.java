package org.smilestream.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.TSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Scaler;
import org.smilestream.engine.Engines;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;
import org.smilestream.posterior.Ensemble;
import org.smilestream.posterior.Predictor;
import org.smilestream.sampler.CounterRandom;

/**
 * Linear models of one column learn noise that is not Gaussian. The streams are seeded. Bounds are
 * five standard errors by the Fisher information of the rows, widened by what the prior moves: a
 * right program fails for fewer than one seed in 10⁵.
 */
class NoiseLearningTest {
  private static final int ROWS = 2000;
  private static final Scaler UNSCALED = new Scaler(1, 100, new double[1], new double[] {1}, 0, 1);

  /** Where what is drawn has the parameters kernel, bias and last entry of a position. */
  private interface Noise {
    double draw(double x, UniformRandomProvider random);
  }

  private static List<EncodedRow> rows(Noise noise) {
    UniformRandomProvider random = CounterRandom.of(8, 0, 0, CounterRandom.Use.MINIBATCH);
    List<EncodedRow> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double x = 2 * random.nextDouble() - 1;
      double y = noise.draw(x, random);
      rows.add(new EncodedRow(i, "r", i, new double[] {x}, new int[0], y, y, 1));
    }
    return rows;
  }

  private static Noise studentT(double degreesOfFreedom) {
    return (x, random) -> x + 0.5 + 0.2 * TSampler.of(random, degreesOfFreedom).sample();
  }

  private static ModelSpec spec(Likelihood likelihood) {
    return new ModelSpec(
        1,
        List.of(),
        List.of(),
        likelihood.outputs(0),
        Activation.RELU,
        likelihood,
        Prior.STANDARD_NORMAL);
  }

  /** What a model has made of a stream: its last samples and its score on the second half. */
  private record Learned(Ensemble ensemble, List<PosteriorSample> samples, double logDensity) {

    double mean(int parameter) {
      return entries(parameter).average().orElseThrow();
    }

    DoubleStream entries(int parameter) {
      return samples.stream().mapToDouble(sample -> sample.position()[parameter]);
    }
  }

  private static Learned learn(Likelihood likelihood, List<EncodedRow> rows) {
    return learn(spec(likelihood), rows);
  }

  private static Learned learn(ModelSpec spec, List<EncodedRow> rows) {
    LearnerSettings settings =
        new LearnerSettings(
            100,
            Memory.window(ROWS),
            10,
            4,
            64,
            10,
            20,
            WarmStartSettings.DEFAULT,
            DriftSettings.OFF,
            Streams.settings().sampler());
    ChainGroupLearner learner =
        new ChainGroupLearner(
            "m",
            0,
            new int[] {0, 1},
            spec,
            settings,
            Engines.find("scalar").create(spec, settings.engineRows()));
    Ensemble ensemble = new Ensemble(settings.samplesPerChain());
    Predictor predictor = new Predictor("m", spec);
    double logDensity = 0;
    for (EncodedRow row : rows) {
      if (row.sequence() >= ROWS / 2) {
        Prediction prediction = predictor.predict(row, ensemble, UNSCALED);
        logDensity += prediction.score().logDensity() / (ROWS - ROWS / 2);
      }
      learner.learn(row, false).ifPresent(round -> round.samples().forEach(ensemble::add));
    }
    return new Learned(ensemble, ensemble.samples(), logDensity);
  }

  /** Standard errors at ν = 8, η = ln 6: 0.22 of η, 0.026 of log σ, 0.0050 of the bias of μ. */
  @Test
  void theDegreesOfFreedomAreRecovered() {
    Learned learned = learn(Likelihood.STUDENT_T, rows(studentT(8)));

    // Kernel (μ, log σ), bias (μ, log σ), η. The prior moves η by 0.08 towards 0, where it starts.
    assertThat(learned.mean(0)).as("slope").isCloseTo(1, within(0.045));
    assertThat(learned.mean(2)).as("intercept").isCloseTo(0.5, within(0.026));
    assertThat(learned.mean(1)).as("slope of log σ").isCloseTo(0, within(0.2));
    assertThat(learned.mean(3)).as("log σ").isCloseTo(Math.log(0.2), within(0.14));
    assertThat(learned.mean(4)).as("η").isCloseTo(Math.log(6), within(1.18));
  }

  /**
   * σ = eˢ up to s = 0 and 1 + s beyond, with s = 3x/2: between 0.2 and 2.5. Standard errors are
   * 0.034 of the slope of s, 0.019 of its bias. A row at twenty times the distance of the furthest
   * one has a σ of 31, and not of e³⁰.
   */
  @Test
  void aScaleThatGrowsLinearlyIsRecoveredAndDoesNotRunAway() {
    ModelSpec spec = spec(Likelihood.GAUSSIAN_HETEROSCEDASTIC).withScaleLink(ScaleLink.EXP_LINEAR);

    Learned learned =
        learn(
            spec,
            rows(
                (x, random) -> {
                  double sigma = x > 0 ? 1 + 1.5 * x : Math.exp(1.5 * x);
                  return x + sigma * ZigguratSampler.NormalizedGaussian.of(random).sample();
                }));

    assertThat(learned.mean(1)).as("slope of s").isCloseTo(1.5, within(0.2));
    assertThat(learned.mean(3)).as("bias of s").isCloseTo(0, within(0.12));
    EncodedRow far =
        new EncodedRow(ROWS, "far", ROWS, new double[] {20}, new int[0], 0, Double.NaN, 1);
    Prediction prediction = new Predictor("m", spec).predict(far, learned.ensemble(), UNSCALED);
    assertThat(prediction.number().standardDeviation()).isCloseTo(31, within(5.0));
  }

  /**
   * Differential entropy −0.19 nats a row below the best normal distribution; the standard error of
   * the difference over 1,000 rows is about 0.03.
   */
  @Test
  void heavyTailsScoreBetterThanTheNormalDistributions() {
    List<EncodedRow> rows = rows(studentT(3));

    double studentT = learn(Likelihood.STUDENT_T, rows).logDensity();

    assertThat(studentT)
        .isGreaterThan(learn(Likelihood.GAUSSIAN_HETEROSCEDASTIC, rows).logDensity() + 0.04)
        .isGreaterThan(learn(Likelihood.GAUSSIAN, rows).logDensity() + 0.04);
  }

  /** Mean 100 eˣ and α = 0.5: standard errors are 0.016 of the bias of log μ, 0.032 of log α. */
  @Test
  void dispersionOfCountsIsRecovered() {
    Learned learned =
        learn(
            Likelihood.NEGATIVE_BINOMIAL,
            rows(
                (x, random) -> {
                  // Gamma(2) of mean 1 as the sum of two exponentials.
                  double gamma = -0.5 * Math.log(random.nextDouble() * random.nextDouble());
                  return PoissonSampler.of(random, 100 * Math.exp(x) * gamma).sample();
                }));

    // The prior moves the bias by 4.6 / 4,000.
    assertThat(learned.mean(0)).as("slope").isCloseTo(1, within(0.14));
    assertThat(learned.mean(2)).as("log μ").isCloseTo(Math.log(100), within(0.085));
    assertThat(learned.mean(1)).as("slope of log α").isCloseTo(0, within(0.3));
    assertThat(learned.mean(3)).as("log α").isCloseTo(Math.log(0.5), within(0.17));
  }

  /** Mean 3 e^(x/2): standard errors are 0.013 of the bias, 0.023 of the slope. */
  @Test
  void countsWithoutDispersionAreForPoisson() {
    List<EncodedRow> rows =
        rows((x, random) -> PoissonSampler.of(random, 3 * Math.exp(x / 2)).sample());

    Learned learned = learn(Likelihood.POISSON, rows);

    assertThat(learned.mean(0)).as("slope").isCloseTo(0.5, within(0.12));
    assertThat(learned.mean(1)).as("log μ").isCloseTo(Math.log(3), within(0.07));
    assertThat(learned.logDensity())
        .isCloseTo(learn(Likelihood.NEGATIVE_BINOMIAL, rows).logDensity(), within(0.05));
  }
}
