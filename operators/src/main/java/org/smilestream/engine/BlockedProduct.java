package org.smilestream.engine;

import static org.smilestream.engine.VectorKernels.FLOATS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * C ← C + AB in float, for matrices larger than the processor's first caches.
 *
 * <p>Of B a block is packed at a time, in panels as wide as a tile of C, so that the innermost loop
 * reads it from end to end whatever its layout was; a panel fits the first cache, the block the
 * second. A tile of C stays in registers while that loop runs. An entry of C is added up in the
 * order of the columns of A, whatever the blocks and the width of the machine's SIMD.
 *
 * <p>After Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, ACM
 * Transactions on Mathematical Software 34(3), 2008.
 */
final class BlockedProduct {
  private static final int LANES = FLOATS.length();

  /** Least rows of A and C. With two vectors a row, a tile fits 16 registers. */
  static final int TILE_ROWS = 6;

  private static final int TILE_COLUMNS = 2 * LANES;

  /** Rows of B that are packed at once. */
  private static final int DEPTH = 256;

  /** Columns of B that are packed at once; a multiple of those of a tile. */
  private static final int WIDTH = 512;

  /** Floats of a line of the cache. */
  private static final int LINE = 16;

  /** [panel][row of B][column of the panel]. */
  private final float[] packed = new float[DEPTH * WIDTH];

  /** A tile of which only a part lies in C. */
  private final float[] tile = new float[TILE_ROWS * TILE_COLUMNS];

  /**
   * A matrix in an array, row after row.
   *
   * @param start index of its first entry
   * @param stride entries from one row to the next
   */
  record Matrix(float[] entries, int start, int stride) {}

  /**
   * Adds AB to C.
   *
   * @param b B, or its transpose
   * @param rows of A and C, at least {@link #TILE_ROWS}
   * @param columns of B and C
   * @param depth columns of A, rows of B
   */
  void add(Matrix a, Matrix b, boolean transposed, Matrix c, int rows, int columns, int depth) {
    for (int column = 0; column < columns; column += WIDTH) {
      int width = Math.min(WIDTH, columns - column);
      for (int k = 0; k < depth; k += DEPTH) {
        int deep = Math.min(DEPTH, depth - k);
        if (transposed) {
          packTransposed(b.entries, b.start + column * b.stride + k, b.stride, width, deep);
        } else {
          pack(b.entries, b.start + k * b.stride + column, b.stride, width, deep);
        }
        for (int row = 0; row < rows; row += TILE_ROWS) {
          for (int j = 0; j < width; j += TILE_COLUMNS) {
            if (row + TILE_ROWS <= rows && j + TILE_COLUMNS <= width) {
              int at = c.start + row * c.stride + column + j;
              addTile(
                  a.entries,
                  a.start + row * a.stride + k,
                  a.stride,
                  packed,
                  j * deep,
                  deep,
                  c.entries,
                  at,
                  c.stride);
            } else {
              addPart(a, k, deep, c, row, rows, column + j, columns, j * deep);
            }
          }
        }
      }
    }
  }

  /** The tile at the edge of C, whose rows are the last that there are. */
  private void addPart(
      Matrix a, int k, int deep, Matrix c, int row, int rows, int column, int columns, int panel) {
    int first = Math.min(row, rows - TILE_ROWS);
    int width = Math.min(TILE_COLUMNS, columns - column);
    int height = Math.min(TILE_ROWS, rows - row);
    int source = c.start + row * c.stride + column;
    int target = (row - first) * TILE_COLUMNS;
    for (int i = 0; i < height; i++) {
      System.arraycopy(c.entries, source + i * c.stride, tile, target + i * TILE_COLUMNS, width);
    }
    int at = a.start + first * a.stride + k;
    addTile(a.entries, at, a.stride, packed, panel, deep, tile, 0, TILE_COLUMNS);
    for (int i = 0; i < height; i++) {
      System.arraycopy(tile, target + i * TILE_COLUMNS, c.entries, source + i * c.stride, width);
    }
  }

  private void pack(float[] b, int start, int stride, int width, int deep) {
    int whole = width - width % TILE_COLUMNS;
    int to = 0;
    for (int j = 0; j < whole; j += TILE_COLUMNS) {
      for (int k = 0; k < deep; k++) {
        int from = start + k * stride + j;
        FloatVector.fromArray(FLOATS, b, from).intoArray(packed, to);
        FloatVector.fromArray(FLOATS, b, from + LANES).intoArray(packed, to + LANES);
        to += TILE_COLUMNS;
      }
    }
    if (whole < width) {
      for (int k = 0; k < deep; k++) {
        int from = start + k * stride + whole;
        System.arraycopy(b, from, packed, to, width - whole);
        Arrays.fill(packed, to + width - whole, to + TILE_COLUMNS, 0);
        to += TILE_COLUMNS;
      }
    }
  }

  private void packTransposed(float[] b, int start, int stride, int width, int deep) {
    for (int j = 0; j < width; j += TILE_COLUMNS) {
      int there = Math.min(TILE_COLUMNS, width - j);
      if (there < TILE_COLUMNS) {
        Arrays.fill(packed, j * deep, (j + TILE_COLUMNS) * deep, 0);
      }
      transpose(b, start + j * stride, stride, there, deep, packed, j * deep, TILE_COLUMNS);
    }
  }

  /**
   * Entries from one row to the next of a matrix that is written column by column: no power of two,
   * since the entries of a column would then share few lines of the processor's cache. An odd
   * number of lines.
   */
  static int paddedStride(int columns) {
    return ((columns + LINE - 1) / LINE | 1) * LINE;
  }

  /**
   * Writes the transpose of a matrix of {@code rows} and {@code columns}, four rows at a time, so
   * that what is read and what is written are few streams.
   */
  static void transpose(
      float[] from,
      int start,
      int stride,
      int rows,
      int columns,
      float[] to,
      int target,
      int targetStride) {
    int row = 0;
    for (; row + 4 <= rows; row += 4) {
      int from0 = start + row * stride;
      int from1 = from0 + stride;
      int from2 = from1 + stride;
      int from3 = from2 + stride;
      int at = target + row;
      for (int column = 0; column < columns; column++) {
        float entry0 = from[from0 + column];
        float entry1 = from[from1 + column];
        float entry2 = from[from2 + column];
        float entry3 = from[from3 + column];
        to[at] = entry0;
        to[at + 1] = entry1;
        to[at + 2] = entry2;
        to[at + 3] = entry3;
        at += targetStride;
      }
    }
    for (; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        to[target + column * targetStride + row] = from[start + row * stride + column];
      }
    }
  }

  private static void addTile(
      float[] a,
      int a0,
      int aStride,
      float[] panel,
      int start,
      int deep,
      float[] c,
      int at,
      int stride) {
    int a1 = a0 + aStride;
    int a2 = a1 + aStride;
    int a3 = a2 + aStride;
    int a4 = a3 + aStride;
    int a5 = a4 + aStride;
    int at1 = at + stride;
    int at2 = at1 + stride;
    int at3 = at2 + stride;
    int at4 = at3 + stride;
    int at5 = at4 + stride;
    FloatVector c00 = FloatVector.fromArray(FLOATS, c, at);
    FloatVector c01 = FloatVector.fromArray(FLOATS, c, at + LANES);
    FloatVector c10 = FloatVector.fromArray(FLOATS, c, at1);
    FloatVector c11 = FloatVector.fromArray(FLOATS, c, at1 + LANES);
    FloatVector c20 = FloatVector.fromArray(FLOATS, c, at2);
    FloatVector c21 = FloatVector.fromArray(FLOATS, c, at2 + LANES);
    FloatVector c30 = FloatVector.fromArray(FLOATS, c, at3);
    FloatVector c31 = FloatVector.fromArray(FLOATS, c, at3 + LANES);
    FloatVector c40 = FloatVector.fromArray(FLOATS, c, at4);
    FloatVector c41 = FloatVector.fromArray(FLOATS, c, at4 + LANES);
    FloatVector c50 = FloatVector.fromArray(FLOATS, c, at5);
    FloatVector c51 = FloatVector.fromArray(FLOATS, c, at5 + LANES);
    for (int k = 0; k < deep; k++) {
      int b = start + k * TILE_COLUMNS;
      FloatVector b0 = FloatVector.fromArray(FLOATS, panel, b);
      FloatVector b1 = FloatVector.fromArray(FLOATS, panel, b + LANES);
      FloatVector w = FloatVector.broadcast(FLOATS, a[a0 + k]);
      c00 = b0.fma(w, c00);
      c01 = b1.fma(w, c01);
      w = FloatVector.broadcast(FLOATS, a[a1 + k]);
      c10 = b0.fma(w, c10);
      c11 = b1.fma(w, c11);
      w = FloatVector.broadcast(FLOATS, a[a2 + k]);
      c20 = b0.fma(w, c20);
      c21 = b1.fma(w, c21);
      w = FloatVector.broadcast(FLOATS, a[a3 + k]);
      c30 = b0.fma(w, c30);
      c31 = b1.fma(w, c31);
      w = FloatVector.broadcast(FLOATS, a[a4 + k]);
      c40 = b0.fma(w, c40);
      c41 = b1.fma(w, c41);
      w = FloatVector.broadcast(FLOATS, a[a5 + k]);
      c50 = b0.fma(w, c50);
      c51 = b1.fma(w, c51);
    }
    c00.intoArray(c, at);
    c01.intoArray(c, at + LANES);
    c10.intoArray(c, at1);
    c11.intoArray(c, at1 + LANES);
    c20.intoArray(c, at2);
    c21.intoArray(c, at2 + LANES);
    c30.intoArray(c, at3);
    c31.intoArray(c, at3 + LANES);
    c40.intoArray(c, at4);
    c41.intoArray(c, at4 + LANES);
    c50.intoArray(c, at5);
    c51.intoArray(c, at5 + LANES);
  }
}
