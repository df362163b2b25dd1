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

  /** Where in the position the kernel rows start that the minibatch picks; [column][row]. */
  private final int[][] picked;

  /** Sums of kernel rows, then deltas; row-major, [row][out], as the kernel is. */
  private final double[] tile;

  VectorCategories(ModelSpec spec, int maxRows) {
    layer = DenseLayer.of(spec)[0];
    offsets = spec.categoryOffsets();
    columns = offsets.length;
    width = layer.outputs();
    pairs = width - width % (2 * LANES);
    picked = new int[columns][maxRows];
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
        picked[column][row] = layer.kernelRow(offsets[column] + slots[row]);
      }
    }
  }

  private void sumPicked(double[] position, int first, int height) {
    Arrays.fill(tile, 0, height * width, 0);
    for (int[] starts : picked) {
      for (int i = 0; i < pairs; i += 2 * LANES) {
        for (int row = 0; row < height; row++) {
          addPair(position, starts[first + row] + i, tile, row * width + i);
        }
      }
      for (int i = pairs; i < width; i++) {
        for (int row = 0; row < height; row++) {
          tile[row * width + i] += position[starts[first + row] + i];
        }
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
    for (int[] starts : picked) {
      for (int i = 0; i < pairs; i += 2 * LANES) {
        for (int row = 0; row < height; row++) {
          addPair(tile, row * width + i, gradient, starts[first + row] + i);
        }
      }
      for (int i = pairs; i < width; i++) {
        for (int row = 0; row < height; row++) {
          gradient[starts[first + row] + i] += tile[row * width + i];
        }
      }
    }
  }

  /** Adds two vectors. None stays in a register: the compiler would not always keep it there. */
  private static void addPair(double[] source, int from, double[] target, int to) {
    DoubleVector.fromArray(DOUBLES, target, to)
        .add(DoubleVector.fromArray(DOUBLES, source, from))
        .intoArray(target, to);
    DoubleVector.fromArray(DOUBLES, target, to + LANES)
        .add(DoubleVector.fromArray(DOUBLES, source, from + LANES))
        .intoArray(target, to + LANES);
  }
}
