package org.smilestream.posterior;

import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A mixture of Gaussians with equal weights: the posterior predictive distribution of a number, one
 * component a posterior sample.
 */
public final class GaussianMixture {
  private static final ContinuousDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final double SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final double[] means;
  private final double[] standardDeviations;
  private final double mean;
  private final double aleatoricVariance;
  private final double epistemicVariance;

  /**
   * A mixture of S components. The arrays are kept, not copied, and must not change any more.
   *
   * @param means finite, length S ≥ 1
   * @param standardDeviations positive and finite, length S
   */
  public GaussianMixture(double[] means, double[] standardDeviations) {
    if (means.length == 0 || means.length != standardDeviations.length) {
      throw new IllegalArgumentException(
          "a mixture needs as many means as standard deviations, and at least one: %d and %d"
              .formatted(means.length, standardDeviations.length));
    }
    double sum = 0;
    double variances = 0;
    for (int i = 0; i < means.length; i++) {
      double deviation = standardDeviations[i];
      if (!Double.isFinite(means[i]) || !(deviation > 0) || Double.isInfinite(deviation)) {
        throw new IllegalArgumentException(
            "component %d of a mixture needs a finite mean and a positive standard deviation: %s, %s"
                .formatted(i, means[i], deviation));
      }
      sum += means[i];
      variances += deviation * deviation;
    }
    this.means = means;
    this.standardDeviations = standardDeviations;
    mean = sum / means.length;
    aleatoricVariance = variances / means.length;
    double squares = 0;
    for (double m : means) {
      squares += (m - mean) * (m - mean);
    }
    epistemicVariance = squares / means.length;
  }

  /** S, the number of components. */
  public int components() {
    return means.length;
  }

  public double mean() {
    return mean;
  }

  /** Aleatoric plus epistemic variance (law of total variance). */
  public double variance() {
    return aleatoricVariance + epistemicVariance;
  }

  public double standardDeviation() {
    return Math.sqrt(variance());
  }

  /** Mean of the components' variances: the noise of the data. */
  public double aleatoricVariance() {
    return aleatoricVariance;
  }

  /** Variance of the components' means, divisor S: the disagreement of the samples. */
  public double epistemicVariance() {
    return epistemicVariance;
  }

  /** P(Y ≤ y). */
  public double cdf(double y) {
    double sum = 0;
    for (int i = 0; i < means.length; i++) {
      sum += NORMAL.cumulativeProbability((y - means[i]) / standardDeviations[i]);
    }
    return sum / means.length;
  }

  /** ln p(y), by log-sum-exp: finite far out in the tails too. */
  public double logDensity(double y) {
    LogSumExp sum = new LogSumExp();
    for (int i = 0; i < means.length; i++) {
      double z = (y - means[i]) / standardDeviations[i];
      sum.add(-0.5 * z * z - Math.log(standardDeviations[i]));
    }
    return sum.value() - HALF_LOG_TWO_PI - Math.log(means.length);
  }

  /**
   * The y with P(Y ≤ y) = level, to 10⁻¹² of |y| or of the smallest standard deviation, whichever
   * is larger. Where several y have that probability to within rounding, one of them.
   *
   * @param level strictly between 0 and 1
   */
  public double quantile(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("a quantile level must lie between 0 and 1: " + level);
    }
    double guess = mean + standardDeviation() * NORMAL.inverseCumulativeProbability(level);
    return new MixtureQuantile(means, standardDeviations, level).solve(guess);
  }

  /** {@link #quantile(double)} of each level. */
  public double[] quantiles(double... levels) {
    double[] quantiles = new double[levels.length];
    for (int i = 0; i < levels.length; i++) {
      quantiles[i] = quantile(levels[i]);
    }
    return quantiles;
  }

  /**
   * The continuous ranked probability score ∫ (P(Y ≤ t) − 1{y ≤ t})² dt, in the units of y; the
   * smaller, the better. Costs S²/2 normal probabilities.
   *
   * <p>Source: Grimit, Gneiting, Berrocal and Johnson, <i>The continuous ranked probability score
   * for circular variables and its application to mesoscale forecast ensemble verification</i>,
   * 2006, eq. 5.
   */
  public double crps(double y) {
    double toObservation = 0;
    double amongComponents = 0;
    for (int i = 0; i < means.length; i++) {
      double deviation = standardDeviations[i];
      toObservation += meanAbsolute(y - means[i], deviation);
      // The distance of a component from its own copy, once; those from the others, twice.
      amongComponents += meanAbsolute(0, Math.sqrt(2) * deviation);
      for (int j = 0; j < i; j++) {
        double joint = Math.hypot(deviation, standardDeviations[j]);
        amongComponents += 2 * meanAbsolute(means[i] - means[j], joint);
      }
    }
    double s = means.length;
    return toObservation / s - amongComponents / (2 * s * s);
  }

  /** E|X| of X ~ Normal(mean, deviation²). */
  private static double meanAbsolute(double mean, double deviation) {
    double z = mean / deviation;
    return mean * (1 - 2 * NORMAL.cumulativeProbability(-z))
        + 2 * deviation * Math.exp(-0.5 * z * z) / SQRT_TWO_PI;
  }
}
