package org.smilestream.posterior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Scaler;
import org.smilestream.model.ForwardPass;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;

/**
 * Turns a row and an ensemble into a prediction in the target's own units. One thread at a time.
 */
public final class Predictor {
  private final String model;
  private final ModelSpec spec;
  private final ForwardPass forwardPass;

  public Predictor(String model, ModelSpec spec) {
    this.model = model;
    this.spec = spec;
    forwardPass = new ForwardPass(spec);
  }

  /**
   * The posterior predictive distribution: the mixture over the samples of a non-empty ensemble.
   */
  public Prediction predict(EncodedRow row, Ensemble ensemble, Scaler scaler) {
    return spec.likelihood() == Likelihood.CATEGORICAL
        ? classProbabilities(row, ensemble)
        : distribution(row, ensemble, scaler);
  }

  private Prediction distribution(EncodedRow row, Ensemble ensemble, Scaler scaler) {
    List<PosteriorSample> samples = ensemble.samples();
    double[][] all = new double[spec.outputs()][samples.size()];
    double[] last = new double[samples.size()];
    double[] outputs = new double[spec.outputs()];
    int finite = 0;
    for (PosteriorSample sample : samples) {
      float[] position = sample.position();
      if (forward(position, row, outputs)) {
        for (int k = 0; k < outputs.length; k++) {
          all[k][finite] = outputs[k];
        }
        last[finite] = position[position.length - 1];
        finite++;
      }
    }
    if (finite == 0) {
      return number(row, null, ensemble);
    }
    for (int k = 0; k < all.length; k++) {
      all[k] = Arrays.copyOf(all[k], finite);
    }
    PredictiveDistribution mixture =
        RegressionPredictive.of(spec, all, Arrays.copyOf(last, finite), scaler);
    return number(row, mixture, ensemble);
  }

  private Prediction classProbabilities(EncodedRow row, Ensemble ensemble) {
    List<double[]> logits = new ArrayList<>();
    for (PosteriorSample sample : ensemble.samples()) {
      double[] outputs = new double[spec.outputs()];
      if (forward(sample.position(), row, outputs)) {
        logits.add(outputs);
      }
    }
    if (logits.isEmpty()) {
      logits.add(new double[spec.outputs()]);
    }
    return categorical(row, new CategoricalMixture(logits.toArray(double[][]::new)), ensemble);
  }

  /** Whether the outputs are numbers: a sample that overflows for a row says nothing about it. */
  private boolean forward(float[] position, EncodedRow row, double[] outputs) {
    forwardPass.apply(position, row.numeric(), row.categories(), outputs);
    for (double output : outputs) {
      if (!Double.isFinite(output)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What can be said before there is any sample: the distribution of the targets so far (a normal
   * one by their moments, for counts a negative binomial one; for classes the uniform one), or
   * nothing at all where even that is unknown.
   *
   * @param scaler the moments so far; null before the first row
   */
  public Prediction predictPrior(EncodedRow row, Scaler scaler) {
    Ensemble none = new Ensemble(1);
    if (spec.likelihood() == Likelihood.CATEGORICAL) {
      return categorical(row, new CategoricalMixture(new double[1][spec.outputs()]), none);
    }
    if (scaler == null || scaler.rows() < 2) {
      return number(row, null, none);
    }
    PredictiveDistribution distribution =
        spec.likelihood().isOfCounts()
            ? RegressionPredictive.ofCountMoments(scaler)
            : RegressionPredictive.ofMoments(scaler);
    return number(row, distribution, none);
  }

  private Prediction number(
      EncodedRow row, PredictiveDistribution distribution, Ensemble ensemble) {
    boolean known = distribution != null;
    double target = row.rawTarget();
    boolean scored = known && !Double.isNaN(target);
    return new Prediction(
        row.id(),
        row.eventTime(),
        model,
        phase(ensemble),
        row.sequence(),
        known ? distribution.mean() : Double.NaN,
        known ? distribution.standardDeviation() : Double.NaN,
        known ? distribution.quantiles(Prediction.quantileLevels()) : null,
        known ? distribution.aleatoricVariance() : Double.NaN,
        known ? distribution.epistemicVariance() : Double.NaN,
        null,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        ensemble.samples().size(),
        ensemble.chains(),
        newestStep(ensemble),
        newestAge(row, ensemble),
        row.scalerVersion(),
        target,
        scored ? distribution.logDensity(target) : Double.NaN,
        scored ? distribution.crps(target) : Double.NaN,
        scored ? distribution.pit(target) : Double.NaN);
  }

  private Prediction categorical(EncodedRow row, CategoricalMixture mixture, Ensemble ensemble) {
    double target = row.rawTarget();
    return new Prediction(
        row.id(),
        row.eventTime(),
        model,
        phase(ensemble),
        row.sequence(),
        Double.NaN,
        Double.NaN,
        null,
        Double.NaN,
        Double.NaN,
        mixture.probabilities(),
        mixture.entropy(),
        mixture.aleatoricEntropy(),
        mixture.mutualInformation(),
        ensemble.samples().size(),
        ensemble.chains(),
        newestStep(ensemble),
        newestAge(row, ensemble),
        row.scalerVersion(),
        target,
        Double.isNaN(target) ? Double.NaN : mixture.logProbability((int) target));
  }

  private static Phase phase(Ensemble ensemble) {
    return ensemble.isEmpty() ? Phase.WARMING_UP : ensemble.newest().phase();
  }

  private static long newestStep(Ensemble ensemble) {
    return ensemble.isEmpty() ? 0 : ensemble.newest().step();
  }

  private static long newestAge(EncodedRow row, Ensemble ensemble) {
    return ensemble.isEmpty() ? 0 : row.eventTime() - ensemble.newest().lastEventTime();
  }
}
