package org.smilestream.engine;

/** {@link StudentTRows} with the transcendental functions of several rows at once. */
final class VectorStudentTRows extends StudentTRows {
  @Override
  void exp(double[] x, int rows) {
    VectorMath.exp(x, rows);
  }

  @Override
  void log1p(double[] x, int rows) {
    VectorMath.log1p(x, rows);
  }
}
