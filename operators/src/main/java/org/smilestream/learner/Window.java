package org.smilestream.learner;

import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Scaler;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * The last W rows of the stream, columnar: the data that the posterior is conditioned on. Row q
 * lies at place q mod W. Rows come in the order of their numbers.
 *
 * <p>A row whose scaled target stands at the limit of the scaler is set aside: it takes its place
 * but is not drawn. To a normal likelihood it would be worth a thousand others. Where more than a
 * tenth of the rows stand there, the target has moved, and all are learned from.
 */
public final class Window implements Rows {
  private static final double MAX_SHARE_ASIDE = 0.1;

  private final double[][] numeric;
  private final int[][] categories;
  private final double[] targets;
  private final boolean scaledTarget;
  private int atLimit;
  private long first;
  private long next;

  /** An empty window for {@code capacity} = W rows. */
  public Window(ModelSpec spec, int capacity) {
    numeric = new double[spec.numericInputs()][capacity];
    categories = new int[spec.categorySlots().size()][capacity];
    targets = new double[capacity];
    scaledTarget = spec.likelihood() != Likelihood.CATEGORICAL && !spec.likelihood().isOfCounts();
  }

  /** Puts a row in place of the one W rows earlier. */
  public void put(EncodedRow row) {
    int place = (int) (row.sequence() % targets.length);
    if (places() == targets.length && isAtLimit(place)) {
      atLimit--;
    }
    for (int column = 0; column < numeric.length; column++) {
      numeric[column][place] = row.numeric()[column];
    }
    for (int column = 0; column < categories.length; column++) {
      categories[column][place] = row.categories()[column];
    }
    targets[place] = row.target();
    first = next == 0 ? row.sequence() : first;
    next = row.sequence() + 1;
    if (isAtLimit(place)) {
      atLimit++;
    }
  }

  /** Forgets the rows before a number. */
  void forgetBefore(long number) {
    while (first < number && first < next) {
      if (next - first <= targets.length && isAtLimit((int) (first % targets.length))) {
        atLimit--;
      }
      first++;
    }
  }

  private boolean isAtLimit(int place) {
    return scaledTarget && Math.abs(targets[place]) >= Scaler.LIMIT;
  }

  public int capacity() {
    return targets.length;
  }

  /** Memory of the rows, in bytes, whether there are any yet or not. */
  public long heapBytes() {
    long row =
        (long) Double.BYTES * (numeric.length + 1) + (long) Integer.BYTES * categories.length;
    return row * capacity();
  }

  /** Number of rows that are learned from. */
  public int rows() {
    return places() - aside();
  }

  private int places() {
    return (int) Math.min(next - first, targets.length);
  }

  private int aside() {
    return atLimit <= MAX_SHARE_ASIDE * places() ? atLimit : 0;
  }

  private boolean isAside(int place) {
    return aside() > 0 && isAtLimit(place);
  }

  /** The numbers of the rows that are learned from, for {@link #gather}. */
  int[] numbers() {
    return IntStream.range(0, places()).filter(age -> !isAside(place(age))).toArray();
  }

  /** Mean of the targets of the rows in the window; 0 without rows. */
  double meanTarget() {
    double sum = 0;
    for (int age = 0; age < rows(); age++) {
      sum += targets[place(age)];
    }
    return sum / Math.max(1, rows());
  }

  /** The number that {@link #gather} takes for a row of the stream. */
  int age(long sequence) {
    return (int) (next - 1 - sequence);
  }

  /** Sequence number of the next row. */
  public long next() {
    return next;
  }

  /**
   * Fills a minibatch with rows drawn uniformly with replacement; with all rows, once each, where
   * there are no more than its capacity. The likelihood weight is N/b.
   */
  public void draw(UniformRandomProvider random, Minibatch batch) {
    int rows = rows();
    boolean whole = rows <= batch.capacity();
    int drawn = 0;
    for (int i = 0; drawn < (whole ? rows : batch.capacity()); i++) {
      int place = place(whole ? i : random.nextInt(places()));
      if (!isAside(place)) {
        copy(place, drawn, batch);
        drawn++;
      }
    }
    batch.setRows(drawn, (double) rows / drawn);
  }

  /** The place of a row by its age: 0 is the newest. */
  private int place(int age) {
    return (int) ((next - 1 - age) % targets.length);
  }

  /** Rows are numbered by their age: 0 is the newest. */
  @Override
  public void gather(int[] numbers, int from, int to, Minibatch batch) {
    for (int i = from; i < to; i++) {
      copy(place(numbers[i]), i - from, batch);
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
