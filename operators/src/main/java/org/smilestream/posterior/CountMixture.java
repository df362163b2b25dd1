package org.smilestream.posterior;

import java.util.function.DoubleUnaryOperator;
import org.smilestream.data.Score;

/**
 * A mixture of negative binomial and Poisson distributions with equal weights: the posterior
 * predictive distribution of a count. Component i has mean μᵢ and variance μᵢ + αᵢ μᵢ²; with αᵢ = 0
 * it is a Poisson distribution.
 */
public final class CountMixture implements PredictiveDistribution {
  /** {@link #crps} leaves out the counts beyond one whose term is smaller. */
  private static final double NEGLIGIBLE = 1e-24;

  /** Share of itself that {@link #crps} may be wrong by, as far as can be told. */
  private static final double TOLERANCE = 0.005;

  private final double[] means;
  private final double[] dispersions;
  private final MixtureMoments moments;

  /**
   * A mixture of S components. The arrays are kept, not copied, and must not change any more.
   *
   * @param means positive and finite, length S ≥ 1
   * @param dispersions at least 0 and finite, length S
   */
  public CountMixture(double[] means, double[] dispersions) {
    MixtureMoments.require(dispersions, means, "mean");
    double[] variances = new double[means.length];
    for (int i = 0; i < means.length; i++) {
      if (dispersions[i] < 0) {
        throw new IllegalArgumentException(
            "component %d of a mixture needs a dispersion of at least 0: %s"
                .formatted(i, dispersions[i]));
      }
      variances[i] = means[i] * (1 + dispersions[i] * means[i]);
    }
    this.means = means;
    this.dispersions = dispersions;
    moments = MixtureMoments.of(means, variances);
  }

  @Override
  public MixtureMoments moments() {
    return moments;
  }

  @Override
  public double cdf(double y) {
    double count = Math.floor(y);
    if (count < 0) {
      return 0;
    }
    double sum = 0;
    for (int i = 0; i < means.length; i++) {
      sum += CountComponent.cdf(means[i], dispersions[i], count);
    }
    return sum / means.length;
  }

  /** ln P(Y = y); −∞ where y is no count. */
  @Override
  public double logDensity(double y) {
    if (y < 0 || y != Math.rint(y)) {
      return Double.NEGATIVE_INFINITY;
    }
    LogSumExp sum = new LogSumExp();
    for (int i = 0; i < means.length; i++) {
      sum.add(CountComponent.logProbability(means[i], dispersions[i], y));
    }
    return sum.value() - Math.log(means.length);
  }

  /** The smallest count k with P(Y ≤ k) ≥ level, by bisection. */
  @Override
  public double quantile(double level) {
    return quantile(level, this::cdf);
  }

  /** The quantile by the distribution function given, which a test counts the calls of. */
  double quantile(double level, DoubleUnaryOperator cdf) {
    PredictiveDistribution.requireLevel(level);
    double deviation = standardDeviation();
    double guess = Math.rint(mean() + deviation * NormalShape.INSTANCE.quantile(level));
    double reach = Math.ceil(deviation / 4);
    double low = Math.max(0, guess) - reach;
    double high = Math.max(0, guess);
    while (cdf.applyAsDouble(high) < level) {
      low = high;
      high += reach;
      reach *= 2;
    }
    while (cdf.applyAsDouble(low) >= level) {
      high = low;
      low -= reach;
      reach *= 2;
    }
    while (high - low > 1) {
      double middle = Math.floor((low + high) / 2);
      // Beyond 2⁵³ neighbouring numbers are more than 1 apart.
      if (middle <= low || middle >= high) {
        return high;
      }
      if (cdf.applyAsDouble(middle) < level) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /**
   * (P(Y &lt; y) + P(Y ≤ y)) / 2: the middle of the interval over which the transform of a count is
   * spread (Czado, Gneiting and Held, 2009).
   */
  @Override
  public double pit(double y) {
    return (cdf(y - 1) + cdf(y)) / 2;
  }

  /** The transform is spread over the probability of y itself. */
  @Override
  public Score score(double y) {
    double logDensity = logDensity(y);
    return new Score(logDensity, crps(y), pit(y), Math.exp(logDensity));
  }

  /**
   * Σ (P(Y ≤ k) − 1{y ≤ k})² over the counts; of what is no count the integral of the same. On
   * either side of y the terms only fall, which {@link FallingSum} makes use of: it needs some 100
   * of them at most, and as a rule is exact where fewer than about 20 matter. Its error, as it
   * estimates it, is at most 0.5 % of the result; it was below 0.1 % in the mean of some hundred
   * mixtures, and below 1 % in the worst.
   */
  @Override
  public double crps(double y) {
    return crps(y, this::cdf);
  }

  /** The score by the distribution function given, which a test counts the calls of. */
  double crps(double y, DoubleUnaryOperator cdf) {
    double count = Math.max(0, Math.floor(y));
    double below = cdf.applyAsDouble(count);
    double share = Math.max(0, y - count);
    double atObservation =
        Math.max(0, -y) + share * square(below) + (1 - share) * square(1 - below);
    FallingSum sum = new FallingSum(NEGLIGIBLE, TOLERANCE);
    sum.add(count + 1, Double.POSITIVE_INFINITY, k -> square(1 - cdf.applyAsDouble(k)));
    sum.add(count - 1, 0, k -> square(cdf.applyAsDouble(k)));
    return atObservation + sum.value(atObservation);
  }

  private static double square(double x) {
    return x * x;
  }
}
