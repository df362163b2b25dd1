package org.smilestream.learner;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.smilestream.model.ModelSpec;

/** Where a chain starts: kernels LeCun-normal (variance 1/fan-in), biases and log σ at zero. */
public final class InitialPosition {
  private InitialPosition() {}

  /**
   * Draws a position of length d. The fan-in of the first layer is the number of inputs that a row
   * sets: a categorical column counts once, however many slots it has.
   */
  public static double[] draw(ModelSpec spec, UniformRandomProvider random) {
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] position = new double[spec.dimension()];
    int[] widths = spec.widths();
    int[] kernels = spec.kernelOffsets();
    for (int layer = 0; layer < spec.layers(); layer++) {
      int fanIn = layer == 0 ? spec.numericInputs() + spec.categorySlots().size() : widths[layer];
      double scale = Math.sqrt(1.0 / fanIn);
      int end = kernels[layer] + widths[layer] * widths[layer + 1];
      for (int i = kernels[layer]; i < end; i++) {
        position[i] = scale * normal.sample();
      }
    }
    return position;
  }
}
