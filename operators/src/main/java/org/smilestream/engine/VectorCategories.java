package org.smilestream.engine;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * The first layer's share of the categorical columns: a category picks one row of the kernel. Works
 * on the position and the gradient themselves, so that its cost depends on the rows of the
 * minibatch and not on the number of slots.
 */
final class VectorCategories {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

  private final DenseLayer layer;
  private final int[] offsets;
  private final int width;

  /** Sums of kernel rows, then deltas; row-major, [row][out], as the kernel is. */
  private final double[] rowMajor;

  VectorCategories(ModelSpec spec, int maxRows) {
    layer = DenseLayer.of(spec)[0];
    offsets = spec.categoryOffsets();
    width = layer.outputs();
    rowMajor = new double[offsets.length == 0 ? 0 : maxRows * width];
  }

  boolean isEmpty() {
    return offsets.length == 0;
  }

  /**
   * Adds the kernel rows that the categories pick to the pre-activations {@code z}, [out][row];
   * rows from the minibatch's to {@code paddedRows} take those of its last row.
   */
  void forward(double[] position, Minibatch batch, float[] z, int stride, int paddedRows) {
    int rows = batch.rows();
    Arrays.fill(rowMajor, 0, rows * width, 0);
    for (int column = 0; column < offsets.length; column++) {
      int[] slots = batch.categories(column);
      for (int row = 0; row < rows; row++) {
        add(position, layer.kernelRow(offsets[column] + slots[row]), rowMajor, row * width);
      }
    }
    for (int out = 0; out < width; out++) {
      int start = out * stride;
      for (int row = 0; row < rows; row++) {
        z[start + row] += (float) rowMajor[row * width + out];
      }
      for (int row = rows; row < paddedRows; row++) {
        z[start + row] = z[start + rows - 1];
      }
    }
  }

  /** Adds the deltas of each row, [out][row], to the gradient of the kernel rows that it picks. */
  void addGradient(float[] delta, int stride, Minibatch batch, double[] gradient) {
    int rows = batch.rows();
    for (int out = 0; out < width; out++) {
      for (int row = 0; row < rows; row++) {
        rowMajor[row * width + out] = delta[out * stride + row];
      }
    }
    for (int column = 0; column < offsets.length; column++) {
      int[] slots = batch.categories(column);
      for (int row = 0; row < rows; row++) {
        add(rowMajor, row * width, gradient, layer.kernelRow(offsets[column] + slots[row]));
      }
    }
  }

  private void add(double[] source, int from, double[] target, int to) {
    int i = 0;
    for (; i + DOUBLES.length() <= width; i += DOUBLES.length()) {
      DoubleVector.fromArray(DOUBLES, target, to + i)
          .add(DoubleVector.fromArray(DOUBLES, source, from + i))
          .intoArray(target, to + i);
    }
    for (; i < width; i++) {
      target[to + i] += source[from + i];
    }
  }
}
