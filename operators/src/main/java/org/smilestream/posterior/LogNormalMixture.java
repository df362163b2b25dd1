package org.smilestream.posterior;

import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A mixture with equal weights of the distributions of Y with ln (c + Y) ~ Normal(μᵢ, σᵢ²): that of
 * a number whose logarithm was learned, in its own units. All in closed form but the quantiles,
 * which are those of the logarithm.
 *
 * <p>Mean and variance of a component are exp(μ + σ²/2) − c and (exp(σ²) − 1) exp(2μ + σ²); they are
 * infinite where these overflow.
 */
final class LogNormalMixture implements PredictiveDistribution {
  private static final ContinuousDistribution NORMAL = NormalDistribution.of(0, 1);

  private final GaussianMixture logarithm;
  private final double[] locations;
  private final double[] scales;
  private final double shift;

  /** E(c + Y) of each component. */
  private final double[] shiftedMeans;

  private final MixtureMoments moments;

  /**
   * A mixture of S components. The arrays are kept, not copied, and must not change any more.
   *
   * @param locations μ, finite, length S ≥ 1
   * @param scales σ, positive and finite, length S
   * @param shift c
   */
  LogNormalMixture(double[] locations, double[] scales, double shift) {
    logarithm = new GaussianMixture(locations, scales);
    this.locations = locations;
    this.scales = scales;
    this.shift = shift;
    shiftedMeans = new double[locations.length];
    double[] variances = new double[locations.length];
    for (int i = 0; i < locations.length; i++) {
      double variance = scales[i] * scales[i];
      shiftedMeans[i] = Math.exp(locations[i] + variance / 2);
      variances[i] = Math.expm1(variance) * shiftedMeans[i] * shiftedMeans[i];
    }
    moments = MixtureMoments.of(shiftedMeans, variances);
  }

  @Override
  public double mean() {
    return moments.mean() - shift;
  }

  @Override
  public double aleatoricVariance() {
    return moments.aleatoricVariance();
  }

  @Override
  public double epistemicVariance() {
    return moments.epistemicVariance();
  }

  @Override
  public double cdf(double y) {
    return y + shift > 0 ? logarithm.cdf(Math.log(y + shift)) : 0;
  }

  /** With the Jacobian: ln p(ln (c + y)) − ln (c + y). */
  @Override
  public double logDensity(double y) {
    if (!(y + shift > 0)) {
      return Double.NEGATIVE_INFINITY;
    }
    double log = Math.log(y + shift);
    return logarithm.logDensity(log) - log;
  }

  @Override
  public double quantile(double level) {
    return Math.exp(logarithm.quantile(level)) - shift;
  }

  /**
   * {@inheritDoc}
   *
   * <p>E|Y − y| − ½ E|Y − Y'|, of which both parts have a closed form: E|X − x| of a log-normal X by
   * its partial expectation E(X; X ≤ x) = E(X) Φ((ln x − μ)/σ − σ), and E|X − X'| of two that are
   * independent by the formula for the option to exchange one for the other.
   *
   * <p>Sources: Baran and Lerch, <i>Log-normal distribution based ensemble model output statistics
   * models for probabilistic wind-speed forecasting</i>, 2015; Margrabe, <i>The value of an option to
   * exchange one asset for another</i>, 1978.
   */
  @Override
  public double crps(double y) {
    double x = Math.max(0, y + shift);
    double beyond = x - (y + shift);
    double toObservation = 0;
    double amongComponents = 0;
    for (int i = 0; i < locations.length; i++) {
      toObservation += meanDistance(i, x) + beyond;
      for (int j = 0; j <= i; j++) {
        amongComponents += (j < i ? 2 : 1) * meanDistance(i, j);
      }
    }
    double s = locations.length;
    return toObservation / s - amongComponents / (2 * s * s);
  }

  /** E|X − x| of a component, x ≥ 0. */
  private double meanDistance(int i, double x) {
    double z = (Math.log(x) - locations[i]) / scales[i];
    return x * (2 * cdfOfNormal(z) - 1) + shiftedMeans[i] * (1 - 2 * cdfOfNormal(z - scales[i]));
  }

  /** E|X − X'| of two components, or of one and its own copy. */
  private double meanDistance(int i, int j) {
    double joint = Math.hypot(scales[i], scales[j]);
    double distance = locations[i] - locations[j];
    double first = (distance + scales[i] * scales[i]) / joint;
    double second = (distance - scales[j] * scales[j]) / joint;
    return shiftedMeans[i] * (2 * cdfOfNormal(first) - 1)
        + shiftedMeans[j] * (1 - 2 * cdfOfNormal(second));
  }

  private static double cdfOfNormal(double z) {
    return NORMAL.cumulativeProbability(z);
  }
}
