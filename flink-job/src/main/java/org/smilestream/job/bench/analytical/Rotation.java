package org.smilestream.job.bench.analytical;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Random rotations. */
final class Rotation {
  private Rotation() {}

  /**
   * An orthogonal matrix, uniformly distributed: the rows of a matrix of standard normal variables,
   * orthonormalised one after another (Gram and Schmidt).
   *
   * @return d rows of length d
   */
  static double[][] random(int dimension, UniformRandomProvider random) {
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[][] rows = new double[dimension][dimension];
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < dimension; j++) {
        rows[i][j] = normal.sample();
      }
      // Twice, since one pass leaves rounding errors where a row is nearly in the span of others.
      orthogonalise(rows, i);
      orthogonalise(rows, i);
    }
    return rows;
  }

  private static void orthogonalise(double[][] rows, int i) {
    for (int k = 0; k < i; k++) {
      add(-dot(rows[i], rows[k]), rows[k], rows[i]);
    }
    double norm = Math.sqrt(dot(rows[i], rows[i]));
    for (int j = 0; j < rows.length; j++) {
      rows[i][j] /= norm;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  /** {@code to} += {@code factor} · {@code row}. */
  static void add(double factor, double[] row, double[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] += factor * row[j];
    }
  }
}
