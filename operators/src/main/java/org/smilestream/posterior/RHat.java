package org.smilestream.posterior;

import java.util.Arrays;

/**
 * R̂, the potential scale reduction: close to 1 where the chains, each in two halves, agree. Draws
 * are [chain][draw]; fewer than 4 draws a chain, draws that are not finite and draws that are all
 * equal give NaN.
 *
 * <p>Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner, <i>Rank-normalization, folding, and
 * localization: an improved R̂ for assessing convergence of MCMC</i>, Bayesian Analysis 2021.
 */
public final class RHat {

  private RHat() {}

  /** Split R̂ of the draws as they are, eq. 1–4. */
  public static double split(double[][] draws) {
    return Draws.areUsable(draws) ? potentialScaleReduction(Draws.split(draws)) : Double.NaN;
  }

  /**
   * Rank-normalised split R̂: the larger of that of the draws (location) and that of their
   * distances from the median (scale), section 4.
   */
  public static double rank(double[][] draws) {
    if (!Draws.areUsable(draws)) {
      return Double.NaN;
    }
    double[][] halves = Draws.split(draws);
    double bulk = potentialScaleReduction(Draws.rankNormalise(halves));
    double folded = potentialScaleReduction(Draws.rankNormalise(Draws.fold(halves)));
    return Math.max(bulk, folded);
  }

  private static double potentialScaleReduction(double[][] chains) {
    double length = chains[0].length;
    double between = Draws.variance(Arrays.stream(chains).mapToDouble(Draws::mean).toArray());
    double within = Arrays.stream(chains).mapToDouble(Draws::variance).average().orElseThrow();
    return Math.sqrt((length - 1) / length + between / within);
  }
}
