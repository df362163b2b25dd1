package org.smilestream.model;

/**
 * The outputs of a network for single rows, from a position in float32; sums in double. Touches
 * only the kernel rows of the slots that a row sets. Owns scratch memory: one thread at a time.
 */
public final class ForwardPass {
  private final ModelSpec spec;
  private final int[] widths;
  private final int[] kernels;
  private final int[] categoryOffsets;
  private final double[] values;
  private final double[] sums;

  public ForwardPass(ModelSpec spec) {
    this.spec = spec;
    widths = spec.widths();
    kernels = spec.kernelOffsets();
    categoryOffsets = spec.categoryOffsets();
    int widest = 0;
    for (int layer = 1; layer < widths.length; layer++) {
      widest = Math.max(widest, widths[layer]);
    }
    values = new double[widest];
    sums = new double[widest];
  }

  /**
   * Computes the outputs of the network.
   *
   * @param position θ, length d
   * @param numeric scaled features
   * @param categories slot of each categorical column
   * @param outputs overwritten
   */
  public void apply(float[] position, double[] numeric, int[] categories, double[] outputs) {
    firstLayer(position, numeric, categories);
    for (int layer = 1; layer < kernels.length; layer++) {
      activate(widths[layer]);
      dense(position, layer);
    }
    System.arraycopy(sums, 0, outputs, 0, outputs.length);
  }

  private void firstLayer(float[] position, double[] numeric, int[] categories) {
    startWithBias(position, 0);
    int width = widths[1];
    for (int i = 0; i < numeric.length; i++) {
      addRow(position, kernels[0] + i * width, width, numeric[i]);
    }
    for (int column = 0; column < categories.length; column++) {
      int input = categoryOffsets[column] + categories[column];
      addRow(position, kernels[0] + input * width, width, 1);
    }
  }

  private void dense(float[] position, int layer) {
    startWithBias(position, layer);
    int width = widths[layer + 1];
    for (int i = 0; i < widths[layer]; i++) {
      addRow(position, kernels[layer] + i * width, width, values[i]);
    }
  }

  private void startWithBias(float[] position, int layer) {
    int width = widths[layer + 1];
    int bias = kernels[layer] + widths[layer] * width;
    for (int j = 0; j < width; j++) {
      sums[j] = position[bias + j];
    }
  }

  private void addRow(float[] position, int row, int width, double factor) {
    for (int j = 0; j < width; j++) {
      sums[j] += factor * position[row + j];
    }
  }

  private void activate(int width) {
    for (int j = 0; j < width; j++) {
      values[j] = spec.activation().value(sums[j]);
    }
  }
}
