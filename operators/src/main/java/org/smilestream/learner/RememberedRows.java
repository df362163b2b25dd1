package org.smilestream.learner;

import org.apache.commons.rng.UniformRandomProvider;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Scaler;
import org.smilestream.model.Minibatch;

/**
 * The rows of the stream that a posterior stands for, as far as they are kept.
 *
 * <p>A row whose scaled target stands at the {@linkplain Scaler#LIMIT limit of the scaler} is set
 * aside: it takes its place but is not drawn. To a normal likelihood it would be worth a thousand
 * others. Where more than a tenth of the rows stand there, the target has moved, and all are
 * learned from.
 */
interface RememberedRows extends Rows {

  /**
   * Takes the next row of the stream in.
   *
   * @return number of the row whose place it took; negative where there was none
   */
  long put(EncodedRow row);

  /** Sequence number of the next row. */
  long next();

  /** Whether a row that was put is kept. */
  boolean remembers(long sequence);

  /** The most rows that are kept. */
  int capacity();

  /**
   * Number of rows up to which warm starts help, at most {@link #capacity()}; 0 once time limits
   * the rows.
   */
  int saturation();

  /** Whether that many rows are kept, or older ones have been forgotten already. */
  boolean isSaturated();

  /** N, what all rows of the posterior count together. */
  double weight();

  /** The numbers of the rows that a warm start learns from, for {@link #gather}. */
  int[] numbers();

  /** Mean of the targets of the rows that a warm start learns from; 0 without rows. */
  double meanTarget();

  /** Has to be called after rows were put and before minibatches are drawn. */
  default void prepare() {}

  /**
   * Fills a minibatch with rows, such that its log-likelihood is an unbiased estimate of that of
   * all rows. Several threads may draw at once.
   */
  void draw(UniformRandomProvider random, Minibatch batch);

  /** Memory of the rows, in bytes, whether there are any yet or not. */
  long heapBytes();
}
