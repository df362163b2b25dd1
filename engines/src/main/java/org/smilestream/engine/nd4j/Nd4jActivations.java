package org.smilestream.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;
import org.smilestream.model.Activation;

/** Activations with their derivatives, from ND4J's simplest operations and all in place. */
final class Nd4jActivations {

  /** Beyond it the tanh of GELU is ±1 in float, and the cube of x would soon overflow. */
  private static final double GELU_SATURATION = 20;

  private Nd4jActivations() {}

  /**
   * Activates z in place.
   *
   * @param z pre-activations, overwritten with their activations
   * @param slope overwritten with the derivatives; shaped as z
   * @param scratch two matrices shaped as z, for {@link Activation#GELU} alone
   */
  static void apply(Activation activation, INDArray z, INDArray slope, INDArray[] scratch) {
    OpExecutioner executioner = Nd4j.getExecutioner();
    switch (activation) {
      case RELU -> {
        executioner.exec(new RectifiedLinear(z, z, 0));
        executioner.exec(new Step(z, slope, 0));
      }
      case TANH -> {
        executioner.exec(new Tanh(z, z));
        z.muli(z, slope);
        slope.rsubi(1);
      }
      case SIGMOID -> {
        executioner.exec(new Sigmoid(z, z));
        z.rsubi(1, slope);
        slope.muli(z);
      }
      case GELU -> gelu(executioner, z, slope, scratch[0], scratch[1]);
      case IDENTITY -> slope.assign(1);
    }
  }

  /**
   * With t = tanh(a (x + c x³)): the value x (1 + t)/2 and the slope (1 + t)/2 + x (1 − t²) a (1 +
   * 3 c x²)/2.
   */
  private static void gelu(
      OpExecutioner executioner, INDArray x, INDArray slope, INDArray clipped, INDArray t) {
    executioner.exec(new ScalarMin(x, null, clipped, GELU_SATURATION));
    executioner.exec(new ScalarMax(clipped, null, clipped, -GELU_SATURATION));
    clipped.muli(clipped, slope);
    slope.muli(Activation.GELU_CUBIC, t);
    t.addi(1).muli(clipped).muli(Activation.GELU_SCALE);
    executioner.exec(new Tanh(t, t));
    slope.muli(3 * Activation.GELU_CUBIC).addi(1).muli(clipped).muli(0.5 * Activation.GELU_SCALE);
    t.muli(t, clipped);
    slope.muli(clipped.rsubi(1));
    t.addi(1).muli(0.5);
    slope.addi(t);
    x.muli(t);
  }
}
