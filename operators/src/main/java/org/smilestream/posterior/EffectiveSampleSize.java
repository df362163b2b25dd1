package org.smilestream.posterior;

import java.util.Arrays;

/**
 * The number of independent draws that would estimate as well as the chains' correlated ones. Draws
 * are [chain][draw]; fewer than 4 draws a chain and draws that are not finite give NaN. Chains are
 * split in halves.
 *
 * <p>Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner, <i>Rank-normalization, folding, and
 * localization: an improved R̂ for assessing convergence of MCMC</i>, Bayesian Analysis 2021, with
 * the truncation of Geyer, <i>Practical Markov chain Monte Carlo</i>, 1992.
 */
public final class EffectiveSampleSize {
  /** Draws that differ by less are taken as equal. */
  private static final double RESOLUTION = 1e-15;

  private EffectiveSampleSize() {}

  /** For the mean of the draws. */
  public static double mean(double[][] draws) {
    return Draws.areUsable(draws) ? ofChains(Draws.split(draws)) : Double.NaN;
  }

  /** For the bulk of the distribution: that of the rank-normalised draws. */
  public static double bulk(double[][] draws) {
    return Draws.areUsable(draws) ? ofChains(Draws.rankNormalise(Draws.split(draws))) : Double.NaN;
  }

  /** For the tails: the smaller one of the quantiles at 5 % and 95 %. */
  public static double tail(double[][] draws) {
    if (!Draws.areUsable(draws)) {
      return Double.NaN;
    }
    return Math.min(
        ofChains(Draws.split(Draws.indicateUpTo(draws, 0.05))),
        ofChains(Draws.split(Draws.indicateUpTo(draws, 0.95))));
  }

  /** Eq. 10: m n / τ̂, with τ̂ at least 1/log₁₀(m n). */
  private static double ofChains(double[][] chains) {
    double draws = (double) chains.length * chains[0].length;
    double largest = Arrays.stream(chains).flatMapToDouble(Arrays::stream).max().orElseThrow();
    double smallest = Arrays.stream(chains).flatMapToDouble(Arrays::stream).min().orElseThrow();
    if (largest - smallest < RESOLUTION) {
      return draws;
    }
    return draws / Math.max(autocorrelationTime(chains), 1 / Math.log10(draws));
  }

  /**
   * τ̂ = −1 + 2 Σ ρ̂ₜ, summed in pairs of an even and an odd lag as long as a pair's sum is
   * positive, each pair's sum no larger than that of the pair before.
   */
  private static double autocorrelationTime(double[][] chains) {
    Autocorrelation autocorrelation = new Autocorrelation(chains);
    double time = -1;
    double smallestPair = Double.POSITIVE_INFINITY;
    double even = 1;
    double odd = autocorrelation.at(1);
    int lag = 1;
    while (lag < chains[0].length - 3 && even + odd > 0) {
      smallestPair = Math.min(smallestPair, even + odd);
      time += 2 * smallestPair;
      even = autocorrelation.at(lag + 1);
      odd = autocorrelation.at(lag + 2);
      lag += 2;
    }
    // Of the pair that ends the sum the even lag counts once, which helps antithetic chains.
    return time + (even + odd < 0 ? Math.max(0, even) : even);
  }
}
