package org.smilestream.learner;

import org.smilestream.data.EncodedRow;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * The last W rows of the stream, columnar: the data that the posterior is conditioned on. Row q
 * lies at place q mod W. Rows come in the order of their numbers.
 */
public final class Window implements Rows {
  private final double[][] numeric;
  private final int[][] categories;
  private final double[] targets;
  private long first;
  private long next;

  /** An empty window for {@code capacity} = W rows. */
  public Window(ModelSpec spec, int capacity) {
    numeric = new double[spec.numericInputs()][capacity];
    categories = new int[spec.categorySlots().size()][capacity];
    targets = new double[capacity];
  }

  /** Puts a row in place of the one W rows earlier. */
  public void put(EncodedRow row) {
    int place = (int) (row.sequence() % targets.length);
    for (int column = 0; column < numeric.length; column++) {
      numeric[column][place] = row.numeric()[column];
    }
    for (int column = 0; column < categories.length; column++) {
      categories[column][place] = row.categories()[column];
    }
    targets[place] = row.target();
    first = next == 0 ? row.sequence() : first;
    next = row.sequence() + 1;
  }

  public int capacity() {
    return targets.length;
  }

  /** Number of rows in the window. */
  public int rows() {
    return (int) Math.min(next - first, targets.length);
  }

  /** Sequence number of the next row. */
  public long next() {
    return next;
  }

  /**
   * Rows keep their numbers as others come: in a full window a row takes the number of the one that
   * it takes the place of. A window that was filled again with the same rows numbers them alike.
   */
  @Override
  public void gather(int[] numbers, int from, int to, Minibatch batch) {
    long origin = rows() < targets.length ? first : 0;
    for (int i = from; i < to; i++) {
      copy((int) ((origin + numbers[i]) % targets.length), i - from, batch);
    }
    batch.setRows(to - from, 1);
  }

  private void copy(int place, int row, Minibatch batch) {
    for (int column = 0; column < numeric.length; column++) {
      batch.numeric(column)[row] = numeric[column][place];
    }
    for (int column = 0; column < categories.length; column++) {
      batch.categories(column)[row] = categories[column][place];
    }
    batch.targets()[row] = targets[place];
  }
}
