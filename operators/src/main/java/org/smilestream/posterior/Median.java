package org.smilestream.posterior;

import java.util.Arrays;

/** The median of some numbers. */
public final class Median {
  private Median() {}

  /** Of an even number the mean of the two in the middle; NaN of none. */
  public static double of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
