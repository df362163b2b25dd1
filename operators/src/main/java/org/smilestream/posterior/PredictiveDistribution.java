package org.smilestream.posterior;

import org.smilestream.data.Answer;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Question;
import org.smilestream.data.Score;

/**
 * The posterior predictive distribution of a number: a mixture with equal weights, one component a
 * posterior sample. Densities are by Lebesgue measure, of counts by counting measure.
 */
public interface PredictiveDistribution {

  /** Mean and parts of the variance. */
  MixtureMoments moments();

  default double mean() {
    return moments().mean();
  }

  /** Mean of the components' variances: the noise of the data. */
  default double aleatoricVariance() {
    return moments().aleatoricVariance();
  }

  /** Variance of the components' means, divisor S: the disagreement of the samples. */
  default double epistemicVariance() {
    return moments().epistemicVariance();
  }

  /** Aleatoric plus epistemic variance (law of total variance). */
  default double variance() {
    return aleatoricVariance() + epistemicVariance();
  }

  default double standardDeviation() {
    return Math.sqrt(variance());
  }

  /** P(Y ≤ y). */
  double cdf(double y);

  /** ln p(y), by log-sum-exp: finite far out in the tails too. */
  double logDensity(double y);

  /**
   * The smallest y with P(Y ≤ y) ≥ level.
   *
   * @param level strictly between 0 and 1
   */
  double quantile(double level);

  /** {@link #quantile(double)} of each level. */
  default double[] quantiles(double... levels) {
    double[] quantiles = new double[levels.length];
    for (int i = 0; i < levels.length; i++) {
      quantiles[i] = quantile(levels[i]);
    }
    return quantiles;
  }

  /** The quantiles and the probabilities to be exceeded that are asked for. */
  default Answer answer(Question question) {
    double[] exceedances = new double[question.thresholds().length];
    for (int i = 0; i < exceedances.length; i++) {
      exceedances[i] = 1 - cdf(question.thresholds()[i]);
    }
    return new Answer(
        question.levels(), quantiles(question.levels()), question.thresholds(), exceedances);
  }

  /**
   * The probability integral transform of y: uniform on [0, 1] for targets that come from this
   * distribution.
   */
  default double pit(double y) {
    return cdf(y);
  }

  /**
   * The continuous ranked probability score ∫ (P(Y ≤ t) − 1{y ≤ t})² dt, in the units of y; the
   * smaller, the better (Gneiting and Raftery, 2007).
   */
  double crps(double y);

  /** The summary, which answers no question and is not recalibrated. */
  default PredictiveSummary summary() {
    return new PredictiveSummary(
        mean(),
        standardDeviation(),
        quantiles(PredictiveSummary.quantileLevels()),
        aleatoricVariance(),
        epistemicVariance(),
        null,
        null);
  }

  /** The scores of y. */
  default Score score(double y) {
    return new Score(logDensity(y), crps(y), pit(y));
  }

  /** Refuses a level that is no probability strictly between 0 and 1. */
  static void requireLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("a quantile level must lie between 0 and 1: " + level);
    }
  }
}
