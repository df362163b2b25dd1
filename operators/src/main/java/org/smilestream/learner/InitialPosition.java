package org.smilestream.learner;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.smilestream.model.ModelSpec;

/**
 * Where a chain starts: kernels LeCun-normal (variance 1/fan-in), biases and the likelihood's free
 * parameter at zero.
 */
public final class InitialPosition {
  /** Stands for the mean of counts that are all zero. */
  private static final double LEAST_MEAN = 0.01;

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

  /**
   * Makes the network of a drawn position predict counts of about a given mean: it becomes the bias
   * of the output log μ. From zero a descent would need a thousand steps to counts of that size.
   *
   * @param mean of the counts, at least 0
   */
  static void startAtCounts(ModelSpec spec, double mean, double[] position) {
    int[] widths = spec.widths();
    int last = spec.layers() - 1;
    int bias = spec.kernelOffsets()[last] + widths[last] * widths[last + 1];
    position[bias] = Math.log(Math.max(mean, LEAST_MEAN));
  }
}
