package org.smilestream.posterior;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * A mixture of negative binomial and Poisson distributions with equal weights: the posterior
 * predictive distribution of a count. Component i has mean μᵢ and variance μᵢ + αᵢ μᵢ²; with αᵢ = 0
 * it is a Poisson distribution.
 */
public final class CountMixture implements PredictiveDistribution {
  /**
   * {@link #crps} sums over counts whose distance is this share of {@link MixtureMoments#stretch}.
   */
  private static final double STRIDE = 0.125;

  /** {@link #crps} leaves out counts beyond which P(Y ≤ k) P(Y > k) is smaller than this. */
  private static final double NEGLIGIBLE = 1e-5;

  /** Dispersion up to which what {@link #NEGLIGIBLE} leaves out is small beside the score. */
  private static final double MOST_DISPERSION = 100;

  /** Of the sum: a smaller difference from it is not trusted. */
  private static final double LEAST_SHARE = 0.2;

  private final double[] means;
  private final double[] dispersions;
  private final double[] variances;
  private final MixtureMoments moments;

  /**
   * A mixture of S components. The arrays are kept, not copied, and must not change any more.
   *
   * @param means positive and finite, length S ≥ 1
   * @param dispersions at least 0 and finite, length S
   */
  public CountMixture(double[] means, double[] dispersions) {
    MixtureMoments.require(dispersions, means, "mean");
    variances = new double[means.length];
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
      sum += cdf(i, count);
    }
    return sum / means.length;
  }

  private double cdf(int i, double count) {
    if (dispersions[i] == 0) {
      return RegularizedGamma.Q.value(count + 1, means[i]);
    }
    double spread = dispersions[i] * means[i];
    return RegularizedBeta.complement(spread / (1 + spread), count + 1, 1 / dispersions[i]);
  }

  /** ln P(Y = y); −∞ where y is no count. */
  @Override
  public double logDensity(double y) {
    if (y < 0 || y != Math.rint(y)) {
      return Double.NEGATIVE_INFINITY;
    }
    LogSumExp sum = new LogSumExp();
    double logFactorial = LogGamma.value(y + 1);
    for (int i = 0; i < means.length; i++) {
      sum.add(logProbability(i, y) - logFactorial);
    }
    return sum.value() - Math.log(means.length);
  }

  /** ln P(Y = count) of a component, without −ln count!. */
  private double logProbability(int i, double count) {
    if (dispersions[i] == 0) {
      return count * Math.log(means[i]) - means[i];
    }
    double size = 1 / dispersions[i];
    double spread = dispersions[i] * means[i];
    double log = Math.log1p(spread);
    return LogGamma.value(count + size)
        - LogGamma.value(size)
        + count * (Math.log(spread) - log)
        - size * log;
  }

  /** The smallest count k with P(Y ≤ k) ≥ level, by bisection. */
  @Override
  public double quantile(double level) {
    PredictiveDistribution.requireLevel(level);
    double deviation = standardDeviation();
    double guess = Math.rint(mean() + deviation * NormalShape.INSTANCE.quantile(level));
    double reach = Math.ceil(deviation / 4);
    double low = Math.max(0, guess) - reach;
    double high = Math.max(0, guess);
    while (cdf(high) < level) {
      low = high;
      high += reach;
      reach *= 2;
    }
    while (cdf(low) >= level) {
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
      if (cdf(middle) < level) {
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

  /**
   * E|Y − y| − Σ P(Y ≤ k) P(Y > k), of which the first part has a closed form for each component.
   * The sum is exact near components whose standard deviation is below 16, but for terms of less
   * than 1e-5. Elsewhere some of its terms stand for their neighbours, the more of them the further
   * a count is from all components, with an error below 1 % of the sum. Where the difference is so
   * small beside the sum that it would be lost in that error, or a component is so dispersed that
   * most of the sum lies where its terms are negligible, the definition is summed instead.
   */
  @Override
  public double crps(double y) {
    double toObservation = 0;
    for (int i = 0; i < means.length; i++) {
      toObservation += meanDistance(i, y);
    }
    double spread = spread();
    double crps = toObservation / means.length - spread;
    return isDispersed() || crps < LEAST_SHARE * spread ? distanceToStep(y) : crps;
  }

  private boolean isDispersed() {
    return Arrays.stream(dispersions).anyMatch(dispersion -> dispersion > MOST_DISPERSION);
  }

  /** ∫ (P(Y ≤ t) − 1{y ≤ t})² dt, in which nothing cancels. */
  private double distanceToStep(double y) {
    double count = Math.floor(y);
    if (count < 0) {
      return squares(0, 1) - y;
    }
    double share = y - count;
    double below = cdf(count);
    return squares(count - 1, -1)
        + share * below * below
        + (1 - share) * (1 - below) * (1 - below)
        + squares(count + 1, 1);
  }

  /**
   * Σ P(Y > k)² from a count upwards, or Σ P(Y ≤ k)² from it down to 0, by the trapezium rule. A
   * strongly dispersed component changes with the logarithm of k, so that the nodes are no further
   * apart than a share of k either.
   */
  private double squares(double from, int direction) {
    if (from < 0) {
      return 0;
    }
    double k = from;
    double tail = tail(k, direction);
    double negligible = NEGLIGIBLE * tail;
    double sum = tail * tail / 2;
    while (tail > negligible && (direction > 0 || k > 0)) {
      double stride = Math.min(stride(k), Math.max(1, Math.floor(STRIDE * k)));
      k += direction * stride;
      double next = tail(k, direction);
      sum += stride * (tail * tail + next * next) / 2;
      tail = next;
    }
    return sum + tail * tail / 2;
  }

  private double tail(double count, int direction) {
    double below = cdf(count);
    return direction > 0 ? 1 - below : below;
  }

  /** E|Yᵢ − y| of a component. */
  private double meanDistance(int i, double y) {
    double count = Math.floor(y);
    if (count < 0) {
      return means[i] - y;
    }
    double probability = Math.exp(logProbability(i, count) - LogGamma.value(count + 1));
    double below = cdf(i, count);
    // E Y 1{Y ≤ k} = μ P(Y ≤ k) − μ (1 + α k) P(Y = k)
    double meanBelow = means[i] * (below - (1 + dispersions[i] * count) * probability);
    return 2 * (y * below - meanBelow) + means[i] - y;
  }

  /** Σ P(Y ≤ k) P(Y > k) by the trapezium rule, from the mean to both sides. */
  private double spread() {
    double mean = Math.max(0, Math.rint(mean()));
    return spread(mean, 1) + spread(mean, -1) + term(0) / 2;
  }

  private double spread(double from, int direction) {
    double sum = 0;
    double k = from;
    double term = term(k);
    while (term > NEGLIGIBLE && (direction > 0 || k > 0)) {
      double stride = direction > 0 ? stride(k) : Math.min(k, stride(k));
      k += direction * stride;
      double next = term(k);
      sum += stride * (term + next) / 2;
      term = next;
    }
    return sum;
  }

  private double stride(double count) {
    return Math.max(
        1, Math.floor(STRIDE * MixtureMoments.stretch(means, i -> variances[i], count)));
  }

  private double term(double count) {
    double below = cdf(count);
    return below * (1 - below);
  }
}
