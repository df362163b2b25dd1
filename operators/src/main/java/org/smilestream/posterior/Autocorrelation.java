package org.smilestream.posterior;

import java.util.Arrays;

/**
 * Autocorrelation of chains [chain][draw] that share one target, so that chains that disagree count
 * as correlated: Vehtari et al. 2021, eq. 11.
 *
 * <p>Autocovariances are summed directly: what asks for them stops at the first lags that are
 * noise, long before a Fourier transform of all lags would pay.
 */
final class Autocorrelation {
  private final double[][] deviations;
  private final double within;
  private final double total;

  Autocorrelation(double[][] chains) {
    double length = chains[0].length;
    double[] means = Arrays.stream(chains).mapToDouble(Draws::mean).toArray();
    deviations = new double[chains.length][];
    for (int chain = 0; chain < chains.length; chain++) {
      double mean = means[chain];
      deviations[chain] = Arrays.stream(chains[chain]).map(draw -> draw - mean).toArray();
    }
    within = autocovariance(0) * length / (length - 1);
    total = autocovariance(0) + Draws.variance(means);
  }

  /** ρ̂ at a lag from 0 to the length of the chains − 1. */
  double at(int lag) {
    return 1 - (within - autocovariance(lag)) / total;
  }

  /** Mean over the chains, with the length of the chain as divisor. */
  private double autocovariance(int lag) {
    double sum = 0;
    for (double[] chain : deviations) {
      for (int i = lag; i < chain.length; i++) {
        sum += chain[i] * chain[i - lag];
      }
    }
    return sum / deviations.length / deviations[0].length;
  }
}
