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

  /** Rows of a tile that are turned together; divides {@link #TILE_ROWS} and the padded rows. */
  private static final int TURNED_ROWS = 4;

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
      for (int row = 0; row < height; row += TURNED_ROWS) {
        addTurned(row, z, first + row, stride);
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

  /** Two columns at a time, so that the tile is read and written half as often. */
  private void sumPicked(double[] position, int first, int height) {
    Arrays.fill(tile, 0, height * width, 0);
    int column = 0;
    for (; column + 2 <= columns; column += 2) {
      sumPicked(position, picked[column], picked[column + 1], first, height);
    }
    if (column < columns) {
      sumPicked(position, picked[column], first, height);
    }
  }

  private void sumPicked(double[] position, int[] ones, int[] others, int first, int height) {
    for (int i = 0; i < pairs; i += 2 * LANES) {
      for (int row = 0; row < height; row++) {
        int to = row * width + i;
        int one = ones[first + row] + i;
        int other = others[first + row] + i;
        addBoth(position, one, other, tile, to);
        addBoth(position, one + LANES, other + LANES, tile, to + LANES);
      }
    }
    for (int i = pairs; i < width; i++) {
      for (int row = 0; row < height; row++) {
        double sum = tile[row * width + i] + position[ones[first + row] + i];
        tile[row * width + i] = sum + position[others[first + row] + i];
      }
    }
  }

  private void sumPicked(double[] position, int[] starts, int first, int height) {
    for (int i = 0; i < pairs; i += 2 * LANES) {
      for (int row = 0; row < height; row++) {
        int from = starts[first + row] + i;
        int to = row * width + i;
        add(position, from, tile, to);
        add(position, from + LANES, tile, to + LANES);
      }
    }
    for (int i = pairs; i < width; i++) {
      for (int row = 0; row < height; row++) {
        tile[row * width + i] += position[starts[first + row] + i];
      }
    }
  }

  /** Beyond the rows of the minibatch it adds what the tile had before, into the padding. */
  private void addTurned(int row, float[] z, int start, int stride) {
    for (int out = 0; out < width; out++) {
      int from = row * width + out;
      int to = start + out * stride;
      z[to] += (float) tile[from];
      z[to + 1] += (float) tile[from + width];
      z[to + 2] += (float) tile[from + 2 * width];
      z[to + 3] += (float) tile[from + 3 * width];
    }
  }

  /**
   * Adds the deltas of each row, [out][row], to the gradient of the kernel rows that it picked in
   * the last {@link #forward}.
   */
  void addGradient(float[] delta, int stride, int rows, double[] gradient) {
    for (int first = 0; first < rows; first += TILE_ROWS) {
      int height = Math.min(TILE_ROWS, rows - first);
      for (int row = 0; row < height; row += TURNED_ROWS) {
        turn(delta, first + row, stride, row);
      }
      addToPicked(gradient, first, height);
    }
  }

  private void turn(float[] delta, int start, int stride, int row) {
    for (int out = 0; out < width; out++) {
      int from = start + out * stride;
      int to = row * width + out;
      tile[to] = delta[from];
      tile[to + width] = delta[from + 1];
      tile[to + 2 * width] = delta[from + 2];
      tile[to + 3 * width] = delta[from + 3];
    }
  }

  /** Two columns at a time, whose kernel rows are never the same. */
  private void addToPicked(double[] gradient, int first, int height) {
    int column = 0;
    for (; column + 2 <= columns; column += 2) {
      addToPicked(gradient, picked[column], picked[column + 1], first, height);
    }
    if (column < columns) {
      addToPicked(gradient, picked[column], first, height);
    }
  }

  private void addToPicked(double[] gradient, int[] ones, int[] others, int first, int height) {
    for (int i = 0; i < pairs; i += 2 * LANES) {
      for (int row = 0; row < height; row++) {
        int from = row * width + i;
        int one = ones[first + row] + i;
        int other = others[first + row] + i;
        addToBoth(tile, from, gradient, one, other);
        addToBoth(tile, from + LANES, gradient, one + LANES, other + LANES);
      }
    }
    for (int i = pairs; i < width; i++) {
      for (int row = 0; row < height; row++) {
        gradient[ones[first + row] + i] += tile[row * width + i];
        gradient[others[first + row] + i] += tile[row * width + i];
      }
    }
  }

  private void addToPicked(double[] gradient, int[] starts, int first, int height) {
    for (int i = 0; i < pairs; i += 2 * LANES) {
      for (int row = 0; row < height; row++) {
        int from = row * width + i;
        int to = starts[first + row] + i;
        add(tile, from, gradient, to);
        add(tile, from + LANES, gradient, to + LANES);
      }
    }
    for (int i = pairs; i < width; i++) {
      for (int row = 0; row < height; row++) {
        gradient[starts[first + row] + i] += tile[row * width + i];
      }
    }
  }

  /**
   * Adds a vector. None stays in a register from one row to the next: the compiler would not always
   * keep it there.
   */
  private static void add(double[] source, int from, double[] target, int to) {
    DoubleVector.fromArray(DOUBLES, target, to)
        .add(DoubleVector.fromArray(DOUBLES, source, from))
        .intoArray(target, to);
  }

  private static void addBoth(double[] source, int one, int other, double[] target, int to) {
    DoubleVector.fromArray(DOUBLES, target, to)
        .add(DoubleVector.fromArray(DOUBLES, source, one))
        .add(DoubleVector.fromArray(DOUBLES, source, other))
        .intoArray(target, to);
  }

  private static void addToBoth(double[] source, int from, double[] target, int one, int other) {
    DoubleVector vector = DoubleVector.fromArray(DOUBLES, source, from);
    DoubleVector.fromArray(DOUBLES, target, one).add(vector).intoArray(target, one);
    DoubleVector.fromArray(DOUBLES, target, other).add(vector).intoArray(target, other);
  }
}
