package org.smilestream.engine;

/** Transcendental functions of many rows at once, by the JDK's functions of one number. */
class RowMath {
  /** Arrays that are given to these functions have a length that is a multiple of this one. */
  private static final int BLOCK = 64;

  /** Returns {@code scratch}, or a new array with room for {@code rows} where it has none. */
  static double[] reserve(double[] scratch, int rows) {
    return rows <= scratch.length ? scratch : new double[(rows + BLOCK - 1) / BLOCK * BLOCK];
  }

  /** Replaces the first {@code rows} entries x by exp(x), |x| < 700; may do so with more. */
  void exp(double[] x, int rows) {
    for (int row = 0; row < rows; row++) {
      x[row] = Math.exp(x[row]);
    }
  }

  /** Replaces the first {@code rows} entries x by log(1 + x), x ≥ 0; may do so with more. */
  void log1p(double[] x, int rows) {
    for (int row = 0; row < rows; row++) {
      x[row] = Math.log1p(x[row]);
    }
  }
}
