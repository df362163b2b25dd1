package org.smilestream.posterior;

import java.util.Arrays;
import java.util.List;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Question;
import org.smilestream.data.Scaler;
import org.smilestream.data.Score;
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

  /** Null where ensembles are not followed. */
  private final EnsembleOutputs ensembleOutputs;

  /** For a few rows, or for ensembles that have nothing in common. */
  public Predictor(String model, ModelSpec spec) {
    this(model, spec, null);
  }

  private Predictor(String model, ModelSpec spec, EnsembleOutputs ensembleOutputs) {
    this.model = model;
    this.spec = spec;
    this.ensembleOutputs = ensembleOutputs;
    forwardPass = new ForwardPass(spec);
  }

  /**
   * For many rows and one ensemble, whose samples are replaced a few at a time: several times as
   * fast, with the same bits. Keeps a copy of the samples in double, if it is not too large.
   */
  public static Predictor following(String model, ModelSpec spec) {
    return new Predictor(model, spec, new EnsembleOutputs(spec));
  }

  /**
   * The posterior predictive distribution: the mixture over the samples. Of an ensemble without
   * samples it is the distribution of the targets so far (a normal one by their moments, for counts
   * a negative binomial one; for classes the uniform one), or nothing at all where even that is
   * unknown.
   *
   * @param scaler the moments so far; null before the first row
   */
  public Prediction predict(EncodedRow row, Ensemble ensemble, Scaler scaler) {
    return predict(row, evaluate(row, ensemble, scaler));
  }

  /**
   * What an ensemble says of a row, whatever its target.
   *
   * @param scaler the moments so far; null before the first row
   */
  public Evaluation evaluate(EncodedRow row, Ensemble ensemble, Scaler scaler) {
    List<PosteriorSample> samples = ensemble.samples();
    double[][] all = outputs(row, samples);
    double[] last = new double[samples.size()];
    int finite = 0;
    for (int i = 0; i < last.length; i++) {
      if (areFinite(all, i)) {
        for (double[] outputs : all) {
          outputs[finite] = outputs[i];
        }
        float[] position = samples.get(i).position();
        last[finite] = position[position.length - 1];
        finite++;
      }
    }
    for (int k = 0; k < all.length; k++) {
      all[k] = Arrays.copyOf(all[k], finite);
    }
    boolean none = ensemble.isEmpty();
    return new Evaluation(
        all,
        Arrays.copyOf(last, finite),
        scaler == null ? null : scaler.ofTarget(),
        none ? Phase.WARMING_UP : ensemble.newest().phase(),
        samples.size(),
        ensemble.chains(),
        none ? 0 : ensemble.newest().step(),
        none ? row.eventTime() : ensemble.newest().lastEventTime());
  }

  /** The prediction of a row that was evaluated, scored if its target is known by now. */
  public Prediction predict(EncodedRow row, Evaluation evaluation) {
    return spec.likelihood() == Likelihood.CATEGORICAL
        ? categorical(row, evaluation)
        : number(row, evaluation);
  }

  /** [output][sample]. */
  private double[][] outputs(EncodedRow row, List<PosteriorSample> samples) {
    double[][] all = new double[spec.outputs()][samples.size()];
    if (ensembleOutputs != null && ensembleOutputs.takes(samples)) {
      ensembleOutputs.compute(samples, row, all);
      return all;
    }
    double[] outputs = new double[spec.outputs()];
    for (int i = 0; i < samples.size(); i++) {
      forwardPass.apply(samples.get(i).position(), row.numeric(), row.categories(), outputs);
      for (int k = 0; k < outputs.length; k++) {
        all[k][i] = outputs[k];
      }
    }
    return all;
  }

  /**
   * The prediction of a request.
   *
   * @param question what it asks for besides; null for nothing. A class has no answer to it
   */
  public Prediction answer(EncodedRow row, Question question, Evaluation evaluation) {
    Prediction prediction = predict(row, evaluation);
    if (question == null || spec.likelihood() == Likelihood.CATEGORICAL) {
      return prediction;
    }
    PredictiveDistribution distribution = distribution(evaluation);
    return distribution == null
        ? prediction
        : prediction.with(prediction.number().with(distribution.answer(question)));
  }

  /**
   * Quantiles of the predictive distribution of a number at other levels than the usual ones; null
   * where nothing is known.
   *
   * @param levels strictly between 0 and 1
   */
  public double[] quantiles(Evaluation evaluation, double... levels) {
    PredictiveDistribution distribution = distribution(evaluation);
    return distribution == null ? null : distribution.quantiles(levels);
  }

  /** Whether the outputs are numbers: a sample that overflows for a row says nothing about it. */
  private static boolean areFinite(double[][] outputs, int sample) {
    for (double[] each : outputs) {
      if (!Double.isFinite(each[sample])) {
        return false;
      }
    }
    return true;
  }

  private Prediction number(EncodedRow row, Evaluation evaluation) {
    PredictiveDistribution distribution = distribution(evaluation);
    double target = row.rawTarget();
    return prediction(
        row,
        evaluation,
        distribution == null ? null : distribution.summary(),
        null,
        distribution == null || Double.isNaN(target) ? Score.NONE : distribution.score(target));
  }

  private Prediction prediction(
      EncodedRow row,
      Evaluation evaluation,
      PredictiveSummary number,
      ClassProbabilities classes,
      Score score) {
    Provenance provenance =
        new Provenance(
            evaluation.phase(),
            evaluation.samples(),
            evaluation.chains(),
            evaluation.newestStep(),
            row.eventTime() - evaluation.newestEventTime(),
            row.scalerVersion());
    return new Prediction(
        row.id(),
        row.eventTime(),
        model,
        row.sequence(),
        provenance,
        number,
        classes,
        row.rawTarget(),
        score);
  }

  /** Null where nothing is known. */
  private PredictiveDistribution distribution(Evaluation evaluation) {
    Scaler scaler = evaluation.scaler();
    if (evaluation.samples() > 0) {
      return evaluation.last().length == 0
          ? null
          : RegressionPredictive.of(spec, evaluation.outputs(), evaluation.last(), scaler);
    }
    if (scaler == null || scaler.rows() < 2) {
      return null;
    }
    return spec.likelihood().isOfCounts()
        ? RegressionPredictive.ofCountMoments(scaler)
        : RegressionPredictive.ofMoments(spec, scaler);
  }

  private Prediction categorical(EncodedRow row, Evaluation evaluation) {
    CategoricalMixture mixture = new CategoricalMixture(logits(evaluation));
    double target = row.rawTarget();
    Score score =
        Double.isNaN(target) ? Score.NONE : Score.ofClass(mixture.logProbability((int) target));
    return prediction(row, evaluation, null, mixture.summary(), score);
  }

  /** [sample][class]; all classes alike where no sample says anything. */
  private double[][] logits(Evaluation evaluation) {
    double[][] logits = new double[Math.max(1, evaluation.last().length)][spec.outputs()];
    for (int sample = 0; sample < evaluation.last().length; sample++) {
      for (int k = 0; k < logits[sample].length; k++) {
        logits[sample][k] = evaluation.outputs()[k][sample];
      }
    }
    return logits;
  }
}
