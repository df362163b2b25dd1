package org.smilestream.engine;

import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * {@link StochasticLogDensity#refine} of an engine whose network computes in float: ℓ as it is
 * where rounding the outputs did no harm, else in double.
 */
public final class FloatRefinement {
  private static final double HALF_UNIT = 0x1p-24;

  private final ModelSpec spec;
  private final int maxRows;

  /** Where float does not do; made when it is needed first. */
  private ScalarEngine precise;

  private double[] scratchGradient;

  public FloatRefinement(ModelSpec spec, int maxRows) {
    this.spec = spec;
    this.maxRows = maxRows;
  }

  /**
   * Returns ℓ with an error of rounding below {@code tolerance}.
   *
   * @param evaluated ℓ as the engine computed it
   * @param derivatives of that ℓ by the network's outputs, [output][row]
   * @param outputs of the network, output by output
   * @param stride entries of {@code outputs} from one output to the next
   */
  public double refine(
      double evaluated,
      double tolerance,
      double[][] derivatives,
      float[] outputs,
      int stride,
      double[] position,
      Minibatch batch) {
    if (roundingError(derivatives, outputs, stride, batch.rows()) <= tolerance) {
      return evaluated;
    }
    if (precise == null) {
      precise = new ScalarEngine(spec, maxRows);
      scratchGradient = new double[spec.dimension()];
    }
    return precise.logDensity(position, batch, scratchGradient);
  }

  /**
   * Standard error, about, that rounding the outputs to float makes: half a unit in the last place
   * of each output, times the derivative of ℓ by it.
   */
  private double roundingError(double[][] derivatives, float[] outputs, int stride, int rows) {
    double squares = 0;
    for (int k = 0; k < spec.outputs(); k++) {
      for (int row = 0; row < rows; row++) {
        double error = derivatives[k][row] * Math.max(1, Math.abs(outputs[k * stride + row]));
        squares += error * error;
      }
    }
    return HALF_UNIT * Math.sqrt(squares);
  }
}
