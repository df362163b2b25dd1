package org.smilestream.job.bench.uci;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.smilestream.posterior.EffectiveSampleSize;
import org.smilestream.posterior.RHat;

/**
 * How well chains mix, judged by function values; see {@link UciResult} for the numbers. NaN where
 * there are too few samples.
 */
record Mixing(double rhat, double ess, double lowestEss) {

  static Mixing of(ChainRecorder[] chains) {
    int probes = chains[0].probes();
    double[] rhats =
        IntStream.range(0, probes)
            .mapToDouble(
                probe ->
                    RHat.rank(
                        Arrays.stream(chains)
                            .map(chain -> chain.draws(probe))
                            .toArray(double[][]::new)))
            .sorted()
            .toArray();
    double[] ess = Arrays.stream(chains).mapToDouble(Mixing::ess).toArray();
    return new Mixing(
        (rhats[(probes - 1) / 2] + rhats[probes / 2]) / 2,
        Arrays.stream(ess).average().orElseThrow(),
        Arrays.stream(ess).min().orElseThrow());
  }

  /** That of one chain, mean over the inputs. */
  private static double ess(ChainRecorder chain) {
    return IntStream.range(0, chain.probes())
        .mapToDouble(probe -> EffectiveSampleSize.mean(new double[][] {chain.draws(probe)}))
        .average()
        .orElseThrow();
  }
}
