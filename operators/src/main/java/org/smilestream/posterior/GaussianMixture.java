package org.smilestream.posterior;

import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A mixture of Gaussians with equal weights: the posterior predictive distribution of a number, one
 * component a posterior sample.
 */
public final class GaussianMixture implements PredictiveDistribution {
  private static final ContinuousDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final double SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final double[] means;
  private final double[] standardDeviations;
  private final MixtureMoments moments;

  /**
   * A mixture of S components. The arrays are kept, not copied, and must not change any more.
   *
   * @param means finite, length S ≥ 1
   * @param standardDeviations positive and finite, length S
   */
  public GaussianMixture(double[] means, double[] standardDeviations) {
    MixtureMoments.require(means, standardDeviations, "standard deviation");
    double[] variances = new double[means.length];
    for (int i = 0; i < means.length; i++) {
      variances[i] = standardDeviations[i] * standardDeviations[i];
    }
    this.means = means;
    this.standardDeviations = standardDeviations;
    moments = MixtureMoments.of(means, variances);
  }

  /** S, the number of components. */
  public int components() {
    return means.length;
  }

  @Override
  public MixtureMoments moments() {
    return moments;
  }

  @Override
  public double cdf(double y) {
    double sum = 0;
    for (int i = 0; i < means.length; i++) {
      sum += NORMAL.cumulativeProbability((y - means[i]) / standardDeviations[i]);
    }
    return sum / means.length;
  }

  @Override
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
  @Override
  public double quantile(double level) {
    PredictiveDistribution.requireLevel(level);
    return new MixtureQuantile(means, standardDeviations, NormalShape.INSTANCE, level)
        .solve(mean(), standardDeviation());
  }

  /**
   * {@inheritDoc}
   *
   * <p>In closed form; costs S²/2 normal probabilities.
   *
   * <p>Source: Grimit, Gneiting, Berrocal and Johnson, <i>The continuous ranked probability score
   * for circular variables and its application to mesoscale forecast ensemble verification</i>,
   * 2006, eq. 5.
   */
  @Override
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
