package org.smilestream.posterior;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Transformations of draws [chain][draw] of one quantity that the diagnostics of Vehtari et al.
 * 2021 are made of. Arguments stay unchanged.
 */
final class Draws {
  private static final ContinuousDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Fewer draws a chain have no diagnostics. */
  private static final int FEWEST = 4;

  private Draws() {}

  /** Whether the draws are finite and enough for diagnostics. */
  static boolean areUsable(double[][] draws) {
    if (draws.length == 0 || draws[0].length < FEWEST) {
      return false;
    }
    for (double[] chain : draws) {
      if (chain.length != draws[0].length) {
        throw new IllegalArgumentException(
            "chains need the same number of draws, not %d and %d"
                .formatted(draws[0].length, chain.length));
      }
      for (double draw : chain) {
        if (!Double.isFinite(draw)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Twice as many chains of half the length; the middle draw of an odd number is left out. */
  static double[][] split(double[][] draws) {
    int length = draws[0].length;
    double[][] halves = new double[2 * draws.length][];
    for (int chain = 0; chain < draws.length; chain++) {
      halves[2 * chain] = Arrays.copyOf(draws[chain], length / 2);
      halves[2 * chain + 1] = Arrays.copyOfRange(draws[chain], length - length / 2, length);
    }
    return halves;
  }

  /**
   * Each draw's rank among all draws (the mean rank among equals) as a normal quantile, with Blom's
   * offset 3/8.
   */
  static double[][] rankNormalise(double[][] draws) {
    double[] sorted = sorted(draws);
    double[] scores = new double[sorted.length];
    int first = 0;
    while (first < sorted.length) {
      int last = first;
      while (last + 1 < sorted.length && sorted[last + 1] == sorted[first]) {
        last++;
      }
      double rank = (first + last) / 2.0 + 1;
      double probability = (rank - 0.375) / (sorted.length + 0.25);
      Arrays.fill(scores, first, last + 1, NORMAL.inverseCumulativeProbability(probability));
      first = last + 1;
    }
    return map(draws, draw -> scores[Arrays.binarySearch(sorted, draw)]);
  }

  /** Distances from the median of all draws. */
  static double[][] fold(double[][] draws) {
    double median = quantile(draws, 0.5);
    return map(draws, draw -> Math.abs(draw - median));
  }

  /** 1 for each draw up to the quantile of all draws at the level, 0 above. */
  static double[][] indicateUpTo(double[][] draws, double level) {
    double quantile = quantile(draws, level);
    return map(draws, draw -> draw <= quantile ? 1 : 0);
  }

  /** The quantile of all draws, interpolated linearly between order statistics. */
  private static double quantile(double[][] draws, double level) {
    double[] sorted = sorted(draws);
    double place = level * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    double weight = place - below;
    return (1 - weight) * sorted[below] + weight * sorted[above];
  }

  private static double[] sorted(double[][] draws) {
    // Adding 0 turns −0 into 0: sort and search tell them apart, ranks must not.
    return Arrays.stream(draws)
        .flatMapToDouble(Arrays::stream)
        .map(x -> x + 0.0)
        .sorted()
        .toArray();
  }

  private static double[][] map(double[][] draws, DoubleUnaryOperator function) {
    return Arrays.stream(draws)
        .map(chain -> Arrays.stream(chain).map(x -> function.applyAsDouble(x + 0.0)).toArray())
        .toArray(double[][]::new);
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Variance with divisor n − 1. */
  static double variance(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return squares / (values.length - 1);
  }
}
