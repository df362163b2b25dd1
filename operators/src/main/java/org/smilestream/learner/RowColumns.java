package org.smilestream.learner;

import org.smilestream.data.EncodedRow;
import org.smilestream.data.Scaler;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/** Rows by their places, columnar. Knows which of them {@linkplain RememberedRows stand aside}. */
final class RowColumns {
  private static final double MAX_SHARE_ASIDE = 0.1;

  private final double[][] numeric;
  private final int[][] categories;
  private final double[] targets;
  private final long[] eventTimes;
  private final boolean scaledTarget;
  private int atLimit;

  RowColumns(ModelSpec spec, int places) {
    numeric = new double[spec.numericInputs()][places];
    categories = new int[spec.categorySlots().size()][places];
    targets = new double[places];
    eventTimes = new long[places];
    scaledTarget = spec.likelihood() != Likelihood.CATEGORICAL && !spec.likelihood().isOfCounts();
  }

  int places() {
    return targets.length;
  }

  /** Fills a free place. */
  void put(int place, EncodedRow row) {
    for (int column = 0; column < numeric.length; column++) {
      numeric[column][place] = row.numeric()[column];
    }
    for (int column = 0; column < categories.length; column++) {
      categories[column][place] = row.categories()[column];
    }
    targets[place] = row.target();
    eventTimes[place] = row.eventTime();
    if (isAtLimit(place)) {
      atLimit++;
    }
  }

  /** Frees a place that is filled. */
  void free(int place) {
    if (isAtLimit(place)) {
      atLimit--;
    }
  }

  private boolean isAtLimit(int place) {
    return scaledTarget && Math.abs(targets[place]) >= Scaler.LIMIT;
  }

  /**
   * Number of rows that stand aside.
   *
   * @param filled number of places that are filled
   */
  int aside(int filled) {
    return atLimit <= MAX_SHARE_ASIDE * filled ? atLimit : 0;
  }

  boolean isAside(int place, int filled) {
    return isAtLimit(place) && aside(filled) > 0;
  }

  double target(int place) {
    return targets[place];
  }

  long eventTime(int place) {
    return eventTimes[place];
  }

  void copy(int place, int row, Minibatch batch) {
    for (int column = 0; column < numeric.length; column++) {
      batch.numeric(column)[row] = numeric[column][place];
    }
    for (int column = 0; column < categories.length; column++) {
      batch.categories(column)[row] = categories[column][place];
    }
    batch.targets()[row] = targets[place];
  }

  long heapBytes() {
    long row =
        (long) Double.BYTES * (numeric.length + 1)
            + Long.BYTES
            + (long) Integer.BYTES * categories.length;
    return row * places();
  }
}
