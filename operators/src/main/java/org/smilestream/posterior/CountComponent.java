package org.smilestream.posterior;

import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * A count of mean μ and variance μ + α μ²: negative binomial, or with α = 0 Poisson. Its functions
 * take a bounded time for any mean and dispersion. Where a count or a mean is below 1e5 they are as
 * exact as the incomplete beta and gamma functions; from there on {@link #cdf} has an absolute
 * error below 1e-9.
 */
final class CountComponent {

  /** By Markov's inequality, beyond this many means there is less than the last digit of 1. */
  private static final double MOST_MEANS = 1e17;

  /** Below this distance from the saddle point the correction is what it is there. */
  private static final double NEAR = 1e-6;

  private CountComponent() {}

  /** P(Y ≤ count) of a count of at least 0. */
  static double cdf(double mean, double dispersion, double count) {
    if (count > MOST_MEANS * mean) {
      return 1;
    }
    return dispersion == 0 ? poissonCdf(mean, count) : binomialCdf(mean, dispersion, count);
  }

  private static double poissonCdf(double mean, double count) {
    return Math.max(mean, count + 1) < IncompleteGamma.LARGE
        ? RegularizedGamma.Q.value(count + 1, mean)
        : IncompleteGamma.upperOfLarge(count + 1, mean);
  }

  private static double binomialCdf(double mean, double dispersion, double count) {
    double size = 1 / dispersion;
    if (count + 1 >= IncompleteGamma.LARGE) {
      return largeBinomialCdf(mean, size, count + 1);
    }
    // Of the probabilities of success and of failure the smaller one has all its digits.
    double spread = dispersion * mean;
    return spread < 1
        ? RegularizedBeta.complement(spread / (1 + spread), count + 1, size)
        : RegularizedBeta.value(1 / (1 + spread), size, count + 1);
  }

  /**
   * P(Y &lt; a) of a large a. It is the incomplete beta function, of which the uniform expansion
   * for a large parameter beside any other (Temme, 1996, Special Functions, section 11.3.3.2) reads
   *
   * <pre>
   *   P(Y ≥ a) = Q(r, r λ) + P(Y = a) (a (r + μ) / (r (a − μ)) − a √(1 + r/a) / (r (λ − 1))),
   *   r (λ − 1 − ln λ) = a (u − 1 − ln u) + r (v − 1 − ln v),
   *   r = 1/α, u = μ (a + r) / (a (r + μ)), v = (a + r) / (r + μ), λ − 1 with the sign of a − μ.
   * </pre>
   *
   * <p>Its first term left out is of the order P(Y = a)/a. At λ = 1 the bracket is (q + 2)/(3q + 3)
   * with q = √(1 + r/a).
   */
  private static double largeBinomialCdf(double mean, double size, double a) {
    double logRatio = SaddlePoint.logRatio(binomialDeviance(mean, size, a) / size, a >= mean);
    double root = Math.sqrt(1 + size / a);
    double distance = size / a * Math.expm1(logRatio);
    double correction =
        Math.abs(distance) < NEAR * root
            ? (root + 2) / (3 * (root + 1))
            : (size + mean) / size * (a / (a - mean)) - root / distance;
    double probability = Math.exp(logBinomialProbability(mean, size, a));
    double below = IncompleteGamma.lower(size, logRatio) - probability * correction;
    return Math.max(0, Math.min(1, below));
  }

  /** ln P(Y = count) of a count of at least 0. */
  static double logProbability(double mean, double dispersion, double count) {
    if (dispersion == 0) {
      return count == 0 ? -mean : logPoissonProbability(mean, count);
    }
    return count == 0
        ? -Math.log1p(dispersion * mean) / dispersion
        : logBinomialProbability(mean, 1 / dispersion, count);
  }

  private static double logPoissonProbability(double mean, double count) {
    return -count * SaddlePoint.deviance(mean / count, (mean - count) / count)
        - SaddlePoint.stirlingError(count)
        - SaddlePoint.logWidth(count);
  }

  private static double logBinomialProbability(double mean, double size, double count) {
    double sum = size + count;
    return Math.log(size / sum)
        + SaddlePoint.stirlingError(sum)
        - SaddlePoint.stirlingError(size)
        - SaddlePoint.stirlingError(count)
        - binomialDeviance(mean, size, count)
        - SaddlePoint.logWidth(size * (count / sum));
  }

  /** The right side of the equation of λ. */
  private static double binomialDeviance(double mean, double size, double count) {
    double scale = size + mean;
    double v = (size + count) / scale;
    double excess = (count - mean) / scale;
    return count * SaddlePoint.deviance(mean / count * v, -(size / count) * excess)
        + size * SaddlePoint.deviance(v, excess);
  }
}
