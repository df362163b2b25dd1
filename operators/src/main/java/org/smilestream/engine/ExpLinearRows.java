package org.smilestream.engine;

import org.smilestream.model.ScaleLink;

/** {@link ScaleLink#EXP_LINEAR} of a minibatch's rows, without branches. */
final class ExpLinearRows {
  private final RowMath math;

  /** max(0, s) of each output s. */
  private double[] excess = {};

  private double[] log = {};

  ExpLinearRows(RowMath math) {
    this.math = math;
  }

  /**
   * @param scale the network's output for the scale of each row; overwritten with log σ
   */
  void toLogScale(double[] scale, int rows) {
    excess = RowMath.reserve(excess, rows);
    log = RowMath.reserve(log, rows);
    for (int row = 0; row < rows; row++) {
      excess[row] = Math.max(0, scale[row]);
      log[row] = excess[row];
    }
    math.log1p(log, rows);
    for (int row = 0; row < rows; row++) {
      scale[row] = Math.min(0, scale[row]) + log[row];
    }
  }

  /**
   * @param derivative by log σ of each row, of the outputs last given; overwritten with that by the
   *     output
   */
  void toDerivative(double[] derivative, int rows) {
    for (int row = 0; row < rows; row++) {
      derivative[row] /= 1 + excess[row];
    }
  }
}
