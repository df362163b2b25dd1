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

  private static final int LANES = DOUBLES.length();

  /**
   * Rows that are turned from one layout to the other at a time: few enough for the first cache.
   */
  private static final int TILE_ROWS = 32;

  private final DenseLayer layer;
  private final int[] offsets;
  private final int columns;
  private final int width;

  /** Of the width, what is computed in pairs of vectors, which share an index. */
  private final int pairs;

  /** Where in the position the kernel rows start that the minibatch picks; [row][column]. */
  private final int[] picked;

  /** Sums of kernel rows, then deltas; row-major, [row][out], as the kernel is. */
  private final double[] tile;

  VectorCategories(ModelSpec spec, int maxRows) {
    layer = DenseLayer.of(spec)[0];
    offsets = spec.categoryOffsets();
    columns = offsets.length;
    width = layer.outputs();
    pairs = width - width % (2 * LANES);
    picked = new int[maxRows * columns];
    tile = new double[columns == 0 ? 0 : TILE_ROWS * width];
  }

  boolean isEmpty() {
    return columns == 0;
  }

  /**
   * Adds the kernel rows that the categories pick to the pre-activations {@code z}, [out][row];
   * rows from the minibatch's to {@code paddedRows} take those of its last row.
   */
  void forward(double[] position, Minibatch batch, float[] z, int stride, int paddedRows) {
    int rows = batch.rows();
    pick(batch);
    for (int first = 0; first < rows; first += TILE_ROWS) {
      int height = Math.min(TILE_ROWS, rows - first);
      sumPicked(position, first, height);
      for (int out = 0; out < width; out++) {
        int start = out * stride + first;
        for (int row = 0; row < height; row++) {
          z[start + row] += (float) tile[row * width + out];
        }
      }
    }
    for (int start = 0; start < width * stride; start += stride) {
      Arrays.fill(z, start + rows, start + paddedRows, z[start + rows - 1]);
    }
  }

  private void pick(Minibatch batch) {
    for (int column = 0; column < columns; column++) {
      int[] slots = batch.categories(column);
      for (int row = 0; row < batch.rows(); row++) {
        picked[row * columns + column] = layer.kernelRow(offsets[column] + slots[row]);
      }
    }
  }

  private void sumPicked(double[] position, int first, int height) {
    int end = (first + height) * columns;
    for (int i = 0; i < pairs; i += 2 * LANES) {
      int to = i;
      for (int row = first * columns; row < end; row += columns) {
        int from = picked[row] + i;
        DoubleVector sum0 = DoubleVector.fromArray(DOUBLES, position, from);
        DoubleVector sum1 = DoubleVector.fromArray(DOUBLES, position, from + LANES);
        for (int k = row + 1; k < row + columns; k++) {
          from = picked[k] + i;
          sum0 = sum0.add(DoubleVector.fromArray(DOUBLES, position, from));
          sum1 = sum1.add(DoubleVector.fromArray(DOUBLES, position, from + LANES));
        }
        sum0.intoArray(tile, to);
        sum1.intoArray(tile, to + LANES);
        to += width;
      }
    }
    for (int row = 0; row < height; row++) {
      for (int i = pairs; i < width; i++) {
        double sum = 0;
        for (int column = 0; column < columns; column++) {
          sum += position[picked[(first + row) * columns + column] + i];
        }
        tile[row * width + i] = sum;
      }
    }
  }

  /**
   * Adds the deltas of each row, [out][row], to the gradient of the kernel rows that it picked in
   * the last {@link #forward}.
   */
  void addGradient(float[] delta, int stride, int rows, double[] gradient) {
    for (int first = 0; first < rows; first += TILE_ROWS) {
      int height = Math.min(TILE_ROWS, rows - first);
      for (int out = 0; out < width; out++) {
        int start = out * stride + first;
        for (int row = 0; row < height; row++) {
          tile[row * width + out] = delta[start + row];
        }
      }
      addToPicked(gradient, first, height);
    }
  }

  private void addToPicked(double[] gradient, int first, int height) {
    int end = (first + height) * columns;
    for (int i = 0; i < pairs; i += 2 * LANES) {
      int from = i;
      for (int row = first * columns; row < end; row += columns) {
        DoubleVector delta0 = DoubleVector.fromArray(DOUBLES, tile, from);
        DoubleVector delta1 = DoubleVector.fromArray(DOUBLES, tile, from + LANES);
        for (int k = row; k < row + columns; k++) {
          int to = picked[k] + i;
          DoubleVector.fromArray(DOUBLES, gradient, to).add(delta0).intoArray(gradient, to);
          to += LANES;
          DoubleVector.fromArray(DOUBLES, gradient, to).add(delta1).intoArray(gradient, to);
        }
        from += width;
      }
    }
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < columns; column++) {
        int to = picked[(first + row) * columns + column];
        for (int i = pairs; i < width; i++) {
          gradient[to + i] += tile[row * width + i];
        }
      }
    }
  }
}
