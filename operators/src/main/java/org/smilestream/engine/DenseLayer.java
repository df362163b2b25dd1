package org.smilestream.engine;

import org.smilestream.model.ModelSpec;

/**
 * Where the parameters of one dense layer lie in the position.
 *
 * @param inputs rows of the kernel
 * @param outputs columns of the kernel, and length of the bias
 * @param kernel index of the kernel's first entry; it is row-major, [in][out]
 * @param bias index of the bias's first entry
 */
public record DenseLayer(int inputs, int outputs, int kernel, int bias) {

  /** The layers of a network, from the inputs on. */
  public static DenseLayer[] of(ModelSpec spec) {
    int[] widths = spec.widths();
    int[] kernels = spec.kernelOffsets();
    DenseLayer[] layers = new DenseLayer[spec.layers()];
    for (int l = 0; l < layers.length; l++) {
      int bias = kernels[l] + widths[l] * widths[l + 1];
      layers[l] = new DenseLayer(widths[l], widths[l + 1], kernels[l], bias);
    }
    return layers;
  }

  /** Index of the first of the {@link #outputs()} weights that input {@code input} feeds. */
  public int kernelRow(int input) {
    return kernel + input * outputs;
  }
}
