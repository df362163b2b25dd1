package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Scaler;
import org.smilestream.learner.Bits;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;

/** Linear models of one column: the position is kernel, then bias. */
class PredictorTest {
  private static final Scaler SCALER = new Scaler(1, 10, new double[1], new double[] {1}, 50, 10);

  private static ModelSpec spec(Likelihood likelihood, int outputs) {
    return new ModelSpec(
        1, List.of(), List.of(), outputs, Activation.RELU, likelihood, Prior.STANDARD_NORMAL);
  }

  private static Ensemble ensemble(float[]... positions) {
    Ensemble ensemble = new Ensemble(10);
    for (int chain = 0; chain < positions.length; chain++) {
      ensemble.add(
          new PosteriorSample(
              "m", chain, 0, 7, Phase.TUNING, 3, 900, 1, positions[chain], new float[0]));
    }
    return ensemble;
  }

  private static EncodedRow row(double x, double target) {
    return new EncodedRow(4, "id", 1000, new double[] {x}, new int[0], target, target, 1);
  }

  @Test
  void aPredictionIsInTheTargetsOwnUnits() {
    Predictor predictor = new Predictor("m", spec(Likelihood.GAUSSIAN_HETEROSCEDASTIC, 2));
    float logNoise = (float) Math.log(0.1);

    Prediction prediction =
        predictor.predict(
            row(2, 71),
            ensemble(new float[] {1, 0, 0, logNoise}, new float[] {1, 0, 0.2f, logNoise}),
            SCALER);

    assertThat(prediction.number().mean()).isCloseTo(71, within(1e-5));
    assertThat(prediction.number().aleatoricVariance()).isCloseTo(1, within(1e-5));
    assertThat(prediction.number().epistemicVariance()).isCloseTo(1, within(1e-5));
    assertThat(prediction.number().quantiles()[2]).isCloseTo(71, within(1e-5));
    assertThat(prediction.score().logDensity())
        .isCloseTo(-0.5 * Math.log(2 * Math.PI) - 0.5, within(1e-5));
    assertThat(prediction.provenance().phase()).isEqualTo(Phase.TUNING);
    assertThat(prediction.provenance().newestAge()).isEqualTo(100);
  }

  @Test
  void otherQuantilesAreThoseOfTheSameDistribution() {
    Predictor predictor = new Predictor("m", spec(Likelihood.GAUSSIAN, 1));
    Ensemble ensemble = ensemble(new float[] {1, 0, 0}, new float[] {1, 0.2f, -1});
    EncodedRow row = row(2, 71);

    double[] quantiles = predictor.quantiles(predictor.evaluate(row, ensemble, SCALER), 0.01, 0.95);

    assertThat(quantiles).hasSize(2);
    assertThat(quantiles[0])
        .isLessThan(predictor.predict(row, ensemble, SCALER).number().quantiles()[0]);
    assertThat(quantiles[1])
        .isEqualTo(predictor.predict(row, ensemble, SCALER).number().quantiles()[4]);
    Evaluation nothing = predictor.evaluate(row, new Ensemble(1), null);
    assertThat(predictor.quantiles(nothing, 0.01)).isNull();
  }

  @Test
  void aSampleThatOverflowsIsLeftOut() {
    Predictor predictor = new Predictor("m", spec(Likelihood.GAUSSIAN, 1));
    float[] good = {1, 0, 0};
    float[] wild = {Float.POSITIVE_INFINITY, 0, 0};

    Prediction prediction = predictor.predict(row(2, 70), ensemble(good, wild), SCALER);
    Prediction nothing = predictor.predict(row(2, 70), ensemble(wild), SCALER);

    assertThat(prediction.number().mean()).isCloseTo(70, within(1e-5));
    assertThat(nothing.number()).isNull();
  }

  /** μ = 2 and 2.4, σ = 0.1 in scaled units, η = ln 2 and so ν = 4. */
  @Test
  void studentTIsInTheTargetsOwnUnits() {
    Predictor predictor = new Predictor("m", spec(Likelihood.STUDENT_T, 2));
    float logNoise = (float) Math.log(0.1);
    float eta = (float) Math.log(2);

    Prediction prediction =
        predictor.predict(
            row(2, 72),
            ensemble(new float[] {1, 0, 0, logNoise, eta}, new float[] {1, 0, 0.4f, logNoise, eta}),
            SCALER);

    assertThat(prediction.number().mean()).isCloseTo(72, within(1e-5));
    assertThat(prediction.number().aleatoricVariance()).isCloseTo(2, within(1e-5));
    assertThat(prediction.number().epistemicVariance()).isCloseTo(4, within(1e-5));
    assertThat(prediction.number().quantiles()[2]).isCloseTo(72, within(1e-5));
    // The density of t₄ at 2 is 3/8 · (1 + 4/4)^(−5/2).
    assertThat(prediction.score().logDensity())
        .isCloseTo(Math.log(0.375) - 2.5 * Math.log(2), within(1e-5));
    assertThat(prediction.score().pit()).isCloseTo(0.5, within(1e-6));
    assertThat(prediction.score().crps()).isPositive();
  }

  @Test
  void countsAreNotScaled() {
    Predictor predictor = new Predictor("m", spec(Likelihood.NEGATIVE_BINOMIAL, 2));
    float logRate = (float) Math.log(40);
    float logDispersion = (float) Math.log(0.05);

    Prediction prediction =
        predictor.predict(row(0, 37), ensemble(new float[] {0, 0, logRate, logDispersion}), SCALER);

    assertThat(prediction.number().mean()).isCloseTo(40, within(1e-4));
    assertThat(prediction.number().aleatoricVariance()).isCloseTo(40 + 0.05 * 1600, within(1e-3));
    for (double quantile : prediction.number().quantiles()) {
      assertThat(quantile).isEqualTo(Math.rint(quantile));
    }
    assertThat(prediction.score().logDensity()).isBetween(-4.0, -3.0);
  }

  /** Mean 50 and deviation 10 of ten rows: α = (110 − 50.05) / 50.05². */
  @Test
  void beforeThereIsASampleCountsHaveADistributionOfCounts() {
    Prediction counts =
        new Predictor("m", spec(Likelihood.POISSON, 1))
            .predict(row(0, 50), new Ensemble(1), SCALER);
    Scaler zeros = new Scaler(0, 20, new double[1], new double[] {1}, 0, 1);
    Prediction rare =
        new Predictor("m", spec(Likelihood.POISSON, 1)).predict(row(0, 1), new Ensemble(1), zeros);

    assertThat(counts.number().mean()).isCloseTo(50.05, within(1e-9));
    assertThat(counts.number().aleatoricVariance()).isCloseTo(110, within(1e-9));
    assertThat(counts.number().quantiles()[2]).isEqualTo(Math.rint(counts.number().quantiles()[2]));
    assertThat(rare.number().mean()).isCloseTo(0.025, within(1e-12));
    assertThat(rare.score().logDensity()).isFinite();
  }

  @Test
  void classesGetProbabilitiesAndTheSplitOfTheirEntropy() {
    Predictor predictor = new Predictor("m", spec(Likelihood.CATEGORICAL, 2));
    float[] one = {0, 0, 0, 100};
    float[] other = {0, 0, 100, 0};

    Prediction prediction = predictor.predict(row(1, 1), ensemble(one, other), SCALER);

    assertThat(prediction.classes().probabilities())
        .containsExactly(new double[] {0.5, 0.5}, within(1e-9));
    assertThat(prediction.classes().entropy()).isCloseTo(Math.log(2), within(1e-9));
    assertThat(prediction.classes().aleatoricEntropy()).isCloseTo(0, within(1e-9));
    assertThat(prediction.classes().mutualInformation()).isCloseTo(Math.log(2), within(1e-9));
    assertThat(prediction.score().logDensity()).isCloseTo(Math.log(0.5), within(1e-9));
    assertThat(prediction.number()).isNull();
  }

  @Test
  void anEnsembleKeepsTheNewestOfEachChain() {
    Ensemble ensemble = new Ensemble(2);
    for (int step = 0; step < 5; step++) {
      for (int chain = 0; chain < 2; chain++) {
        ensemble.add(sample(chain, step));
      }
    }

    assertThat(ensemble.samples().stream().map(PosteriorSample::step))
        .containsExactly(3L, 4L, 3L, 4L);
    assertThat(ensemble.chains()).isEqualTo(2);
    assertThat(ensemble.newest().step()).isEqualTo(4);
  }

  private static PosteriorSample sample(int chain, int step) {
    return new PosteriorSample(
        "m", chain, step % 2, step, Phase.SAMPLING, 0, 0, 1, new float[3], new float[0]);
  }

  /** Who predicts with it looks whether the list is another one. */
  @Test
  void theListOfSamplesChangesWithTheNextSampleOnly() {
    Ensemble ensemble = new Ensemble(2);
    assertThat(ensemble.samples()).isEmpty();
    ensemble.add(sample(0, 1));
    List<PosteriorSample> one = ensemble.samples();
    assertThat(ensemble.samples()).isSameAs(one);
    ensemble.add(sample(1, 1));
    assertThat(ensemble.samples()).hasSize(2);
    assertThat(one).hasSize(1);
  }

  /** A list of all at each of them would be 64 MB of references. */
  @Test
  void manySamplesAreAddedWithoutAListForEach() {
    List<PosteriorSample> samples = IntStream.range(0, 4000).mapToObj(i -> sample(i, 1)).toList();
    Ensemble ensemble = new Ensemble(2);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    samples.forEach(ensemble::add);

    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(8 << 20);
    assertThat(ensemble.samples()).isEqualTo(samples);
  }

  /** Samples are replaced, chains join, and an ensemble is exchanged for another one. */
  @Test
  void oneThatFollowsAnEnsembleGivesTheSameBits() {
    ModelSpec spec =
        new ModelSpec(
            1,
            List.of(),
            List.of(5),
            1,
            Activation.TANH,
            Likelihood.GAUSSIAN,
            Prior.STANDARD_NORMAL);
    Predictor plain = new Predictor("m", spec);
    Predictor following = Predictor.following("m", spec);
    Random random = new Random(1);
    for (int i = 0; i < 2; i++) {
      Ensemble ensemble = new Ensemble(4);
      for (int step = 0; step < 60; step++) {
        float[] position = new float[spec.dimension()];
        for (int k = 0; k < position.length; k++) {
          position[k] = (float) random.nextGaussian();
        }
        int chain = random.nextInt(1 + step / 6);
        ensemble.add(
            new PosteriorSample(
                "m", chain, 0, step, Phase.SAMPLING, 3, 900, 1, position, new float[0]));
        EncodedRow row = row(random.nextGaussian(), 70);

        assertThat(following.predict(row, ensemble, SCALER))
            .usingRecursiveComparison(Bits.EXACT)
            .isEqualTo(plain.predict(row, ensemble, SCALER));
      }
    }
  }
}
