package org.smilestream.operators.diagnostics;

import java.util.List;
import org.smilestream.posterior.EffectiveSampleSize;
import org.smilestream.posterior.RHat;

/**
 * Convergence over the probe inputs, each judged by itself. NaN until each chain has eight draws.
 *
 * @param rhat largest rank-normalised split R̂
 * @param ess smallest bulk effective sample size
 * @param draws number of draws, of all chains, that they come from
 */
public record Convergence(double rhat, double ess, int draws) {
  /** Of what nothing is known. */
  public static final Convergence UNKNOWN = new Convergence(Double.NaN, Double.NaN, 0);

  private static final int LEAST_DRAWS = 8;

  /**
   * @param chains those that have draws
   * @param number of all chains
   */
  static Convergence of(List<ProbeHistory> chains, int number) {
    if (chains.size() < number) {
      return UNKNOWN;
    }
    int draws = chains.stream().mapToInt(chain -> chain.draws().length).min().orElse(0);
    if (draws < LEAST_DRAWS) {
      return UNKNOWN;
    }
    int probes = chains.stream().mapToInt(chain -> chain.draws()[0].length).min().orElseThrow();
    double rhat = Double.NEGATIVE_INFINITY;
    double ess = Double.POSITIVE_INFINITY;
    for (int probe = 0; probe < probes; probe++) {
      double[][] values = newest(chains, draws, probe);
      rhat = Math.max(rhat, RHat.rank(values));
      ess = Math.min(ess, EffectiveSampleSize.bulk(values));
    }
    return new Convergence(rhat, ess, draws * chains.size());
  }

  /** The newest draws of each chain at one probe input, [chain][draw]. */
  private static double[][] newest(List<ProbeHistory> chains, int draws, int probe) {
    double[][] values = new double[chains.size()][draws];
    for (int chain = 0; chain < values.length; chain++) {
      float[][] history = chains.get(chain).draws();
      for (int i = 0; i < draws; i++) {
        values[chain][i] = history[history.length - draws + i][probe];
      }
    }
    return values;
  }
}
