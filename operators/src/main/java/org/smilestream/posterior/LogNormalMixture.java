package org.smilestream.posterior;

import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A mixture with equal weights of the distributions of Y with ln (c + Y) ~ Normal(μᵢ, σᵢ²): that of
 * a number whose logarithm was learned, in its own units. All in closed form but the quantiles,
 * which are those of the logarithm.
 *
 * <p>Mean and variance of a component are exp(μ + σ²/2) − c and (exp(σ²) − 1) exp(2μ + σ²); they
 * are infinite where these overflow.
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
    moments = MixtureMoments.of(shiftedMeans, variances).shiftedBy(-shift);
  }

  @Override
  public MixtureMoments moments() {
    return moments;
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
   * <p>E|Y − y| − ½ E|Y − Y'|, with X = c + Y and x = c + y. Both parts have a closed form, by the
   * partial expectation E(X; X ≤ x) = E(X) Φ((ln x − μ)/σ − σ) of a component, and by E(Xᵢ; Xᵢ >
   * Xⱼ) = E(Xᵢ) Φ(aᵢⱼ), aᵢⱼ = (μᵢ − μⱼ + σᵢ²)/√(σᵢ² + σⱼ²), of two. They are added in an order in
   * which the expectations, which may be huge, do not cancel. Infinite where they overflow.
   *
   * <p>Sources: Baran and Lerch, <i>Log-normal distribution based ensemble model output statistics
   * models for probabilistic wind-speed forecasting</i>, 2015; Margrabe, <i>The value of an option
   * to exchange one asset for another</i>, 1978.
   */
  @Override
  public double crps(double y) {
    double x = Math.max(0, y + shift);
    double below = x - (y + shift);
    double sum = 0;
    for (int i = 0; i < locations.length; i++) {
      double z = (Math.log(x) - locations[i]) / scales[i];
      double share = shareBelowOthers(i) - cdfOfNormal(z - scales[i]);
      sum += x * (2 * cdfOfNormal(z) - 1) + 2 * shiftedMeans[i] * share;
    }
    double crps = sum / locations.length + below;
    return Double.isNaN(crps) ? Double.POSITIVE_INFINITY : crps;
  }

  /** The mean over all components j of Φ(−aᵢⱼ). */
  private double shareBelowOthers(int i) {
    double sum = 0;
    for (int j = 0; j < locations.length; j++) {
      double distance = locations[i] - locations[j] + scales[i] * scales[i];
      sum += cdfOfNormal(-distance / Math.hypot(scales[i], scales[j]));
    }
    return sum / locations.length;
  }

  private static double cdfOfNormal(double z) {
    return NORMAL.cumulativeProbability(z);
  }
}
