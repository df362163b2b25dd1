package org.smilestream.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarReverseSubtraction;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.smilestream.model.Activation;

/** Activations with their derivatives, from ND4J's simplest operations and all in place. */
final class Nd4jActivations {

  /** Beyond |x| = 20 GELU is 0 or x in float, and the cube of x would soon overflow. */
  private static final double GELU_SATURATION = 20 * 20;

  private Nd4jActivations() {}

  /** Whether the derivative is not 1 everywhere. */
  static boolean hasSlope(Activation activation) {
    return activation != Activation.IDENTITY;
  }

  /**
   * Appends the operations that activate z in place.
   *
   * @param z pre-activations, overwritten with their activations
   * @param slope overwritten with the derivatives, where the activation {@link #hasSlope}; shaped
   *     as z
   * @param scratch two matrices shaped as z, for {@link Activation#GELU} alone
   */
  static void append(
      Nd4jProgram program, Activation activation, INDArray z, INDArray slope, INDArray[] scratch) {
    switch (activation) {
      case RELU -> {
        program.append(new RectifiedLinear(z, z, 0));
        program.append(new Step(z, slope, 0));
      }
      case TANH -> {
        program.append(new Tanh(z, z));
        program.multiply(z, z, slope);
        program.append(new ScalarReverseSubtraction(slope, null, slope, 1));
      }
      case SIGMOID -> {
        program.append(new Sigmoid(z, z));
        program.append(new ScalarReverseSubtraction(z, null, slope, 1));
        program.multiply(slope, z, slope);
      }
      case GELU -> appendGelu(program, z, slope, scratch[0], scratch[1]);
      case IDENTITY -> {}
    }
  }

  /**
   * Since (1 + tanh u)/2 = σ(2u), with s = σ(2 a (x + c x³)): the value x s and the slope s + x s
   * (1 − s) (2 a + 6 a c x²).
   */
  private static void appendGelu(
      Nd4jProgram program, INDArray x, INDArray slope, INDArray square, INDArray s) {
    double linear = 2 * Activation.GELU_SCALE;
    double cubic = linear * Activation.GELU_CUBIC;
    program.multiply(x, x, square);
    program.append(new ScalarMin(square, null, square, GELU_SATURATION));
    program.append(new ScalarMultiplication(square, null, s, cubic));
    program.append(new ScalarAdd(s, null, s, linear));
    program.multiply(s, x, s);
    program.append(new Sigmoid(s, s));
    program.multiply(x, s, x);
    program.append(new ScalarMultiplication(square, null, square, 3 * cubic));
    program.append(new ScalarAdd(square, null, square, linear));
    program.append(new ScalarReverseSubtraction(s, null, slope, 1));
    program.multiply(slope, x, slope);
    program.multiply(slope, square, slope);
    program.add(slope, s, slope);
  }
}
