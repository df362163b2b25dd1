package org.smilestream.posterior;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.statistics.distribution.TDistribution;

/** Every component is Student's t, with degrees of freedom of its own. */
final class StudentShape implements StandardShape {
  private static final double QUANTILE_ERROR = 1e-6;

  private final double[] degreesOfFreedom;
  private final double[] logNorms;
  private final double least;
  private final double most;

  /**
   * @param degreesOfFreedom positive; kept, not copied
   */
  StudentShape(double[] degreesOfFreedom) {
    this.degreesOfFreedom = degreesOfFreedom;
    least = Arrays.stream(degreesOfFreedom).min().orElseThrow();
    most = Arrays.stream(degreesOfFreedom).max().orElseThrow();
    logNorms = new double[degreesOfFreedom.length];
    for (int i = 0; i < logNorms.length; i++) {
      double nu = degreesOfFreedom[i];
      logNorms[i] =
          i > 0 && nu == degreesOfFreedom[i - 1]
              ? logNorms[i - 1]
              : LogGamma.value((nu + 1) / 2)
                  - LogGamma.value(nu / 2)
                  - 0.5 * Math.log(nu * Math.PI);
    }
  }

  @Override
  public double cdf(int component, double z) {
    double nu = degreesOfFreedom[component];
    double bothTails = nu == 4 ? bothTailsOfFour(z) : bothTails(nu, z);
    return z < 0 ? bothTails / 2 : 1 - bothTails / 2;
  }

  /** P(|T| > |z|). */
  private static double bothTails(double nu, double z) {
    double square = z * z;
    // By whichever argument is exact.
    return square < nu
        ? RegularizedBeta.complement(square / (nu + square), 0.5, nu / 2)
        : RegularizedBeta.value(nu / (nu + square), nu / 2, 0.5);
  }

  /**
   * The same for ν = 4, where it has a closed form that costs a fraction: (1 − s)² (2 + s) / 2 with
   * s = |z| / √(4 + z²). 1 − s is written so that nothing cancels.
   */
  private static double bothTailsOfFour(double z) {
    double sum = 4 + z * z;
    double s = Math.abs(z) / Math.sqrt(sum);
    double rest = 4 / (sum * (1 + s));
    return rest * rest * (2 + s) / 2;
  }

  @Override
  public double density(int component, double z) {
    return degreesOfFreedom[component] == 4 ? densityOfFour(z) : Math.exp(logDensity(component, z));
  }

  private static double densityOfFour(double z) {
    double u = 1 + z * z / 4;
    return 0.375 / (u * u * Math.sqrt(u));
  }

  double logDensity(int component, double z) {
    double nu = degreesOfFreedom[component];
    return logNorms[component] - 0.5 * (nu + 1) * Math.log1p(z * z / nu);
  }

  @Override
  public double logSlope(int component, double z) {
    double nu = degreesOfFreedom[component];
    return -(nu + 1) * z / (nu + z * z);
  }

  /**
   * For ν = 4 by the closed forms, written with r = 1 / √(4 + z²): one root and two quotients a
   * component, where each by itself takes several.
   */
  @Override
  public void sum(
      double[] locations, double[] scales, double y, boolean lowerTail, MixtureSums sums) {
    if (least != 4 || most != 4) {
      StandardShape.super.sum(locations, scales, y, lowerTail, sums);
      return;
    }
    sums.clear();
    for (int i = 0; i < locations.length; i++) {
      double perScale = 1 / scales[i];
      double z = (y - locations[i]) * perScale;
      double r = 1 / Math.sqrt(4 + z * z);
      double square = r * r;
      double s = Math.abs(z) * r;
      double rest = 4 * square / (1 + s);
      double outer = rest * rest * (2 + s) / 4;
      double density = 12 * square * square * r * perScale;
      sums.add(
          z < 0 == lowerTail ? outer : 1 - outer, density, -5 * z * square * density * perScale);
    }
  }

  /** E|T − z|. */
  double meanDistance(int component, double z) {
    double nu = degreesOfFreedom[component];
    return z * (2 * cdf(component, z) - 1) + 2 * density(component, z) * (nu + z * z) / (nu - 1);
  }

  /** The heavier the tails, the further out is a quantile. */
  @Override
  public Range quantiles(double level) {
    double ofLeast = quantile(level, least);
    double ofMost = most == least ? ofLeast : quantile(level, most);
    double lowest = level < 0.5 ? ofLeast : ofMost;
    double highest = level < 0.5 ? ofMost : ofLeast;
    return new Range(lowest - margin(lowest), highest + margin(highest));
  }

  private static double quantile(double level, double nu) {
    return nu == 4
        ? quantileOfFour(level)
        : TDistribution.of(nu).inverseCumulativeProbability(level);
  }

  /**
   * The closed form for ν = 4: ±2 √(q − 1) with q = cos(⅓ arccos √a) / √a, a = 4 p (1 − p) (Shaw,
   * "Sampling Student's T distribution", 2006).
   */
  private static double quantileOfFour(double level) {
    double root = Math.sqrt(4 * level * (1 - level));
    double q = Math.cos(Math.acos(Math.min(1, root)) / 3) / root;
    return Math.copySign(2 * Math.sqrt(Math.max(0, q - 1)), level - 0.5);
  }

  /** More than the error of the library's quantile, so that what it brackets lies within. */
  private static double margin(double quantile) {
    return QUANTILE_ERROR * Math.max(1, Math.abs(quantile));
  }
}
