package org.smilestream.engine;

/** The same with vectors. */
final class VectorRowMath extends RowMath {
  @Override
  void exp(double[] x, int rows) {
    VectorMath.exp(x, rows);
  }

  @Override
  void log1p(double[] x, int rows) {
    VectorMath.log1p(x, rows);
  }
}
