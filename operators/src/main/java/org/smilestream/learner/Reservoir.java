package org.smilestream.learner;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.smilestream.data.EncodedRow;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.sampler.CounterRandom;

/**
 * A uniform sample, without replacement, of all rows that the stream has brought, for a posterior
 * that stands for all of them.
 *
 * <p>Source: Vitter, <i>Random Sampling with a Reservoir</i>, ACM TOMS 11 (1985), algorithm R: row
 * n (from 0) is put at a place that is uniform on 0 … n, if there is such a place. Here that place
 * is a function of the seed and of n, so that rows put again in their order lie where they lay
 * before.
 */
final class Reservoir implements RememberedRows {
  private final RowColumns columns;
  private final long[] sequences;
  private final long seed;
  private long next;

  /**
   * @param places number of rows that are kept
   */
  Reservoir(ModelSpec spec, int places, long seed) {
    columns = new RowColumns(spec, places);
    sequences = new long[places];
    Arrays.fill(sequences, -1);
    this.seed = seed;
  }

  @Override
  public long put(EncodedRow row) {
    long place = place(row.sequence());
    long displaced = -1;
    if (place < capacity()) {
      displaced = sequences[(int) place];
      if (displaced >= 0) {
        columns.free((int) place);
      }
      columns.put((int) place, row);
      sequences[(int) place] = row.sequence();
    }
    next = row.sequence() + 1;
    return displaced;
  }

  /** Where a row goes; the first rows fill the places in order. */
  private long place(long sequence) {
    return sequence < capacity()
        ? sequence
        : CounterRandom.of(seed, 0, sequence, CounterRandom.Use.RESERVOIR).nextLong(sequence + 1);
  }

  @Override
  public long next() {
    return next;
  }

  @Override
  public boolean remembers(long sequence) {
    long place = place(sequence);
    return place < capacity() && sequences[(int) place] == sequence;
  }

  @Override
  public int capacity() {
    return columns.places();
  }

  @Override
  public int saturation() {
    return capacity();
  }

  @Override
  public boolean isSaturated() {
    return next >= capacity();
  }

  private int filled() {
    return (int) Math.min(next, capacity());
  }

  private int learned() {
    return filled() - columns.aside(filled());
  }

  /** The number of all rows, less the share of them that stand aside here. */
  @Override
  public double weight() {
    return filled() == 0 ? 0 : (double) next * learned() / filled();
  }

  @Override
  public int[] numbers() {
    return IntStream.range(0, filled())
        .filter(place -> !columns.isAside(place, filled()))
        .toArray();
  }

  @Override
  public double meanTarget() {
    return Arrays.stream(numbers()).mapToDouble(columns::target).average().orElse(0);
  }

  /**
   * Rows are drawn uniformly with replacement; all that are kept, once each, where there are no
   * more than the minibatch holds.
   */
  @Override
  public void draw(UniformRandomProvider random, Minibatch batch) {
    boolean whole = learned() <= batch.capacity();
    int wanted = whole ? learned() : batch.capacity();
    int drawn = 0;
    for (int i = 0; drawn < wanted; i++) {
      int place = whole ? i : random.nextInt(filled());
      if (!columns.isAside(place, filled())) {
        columns.copy(place, drawn, batch);
        drawn++;
      }
    }
    batch.setRows(drawn, weight() / drawn);
  }

  /** Rows are numbered by their places. */
  @Override
  public void gather(int[] numbers, int from, int to, Minibatch batch) {
    for (int i = from; i < to; i++) {
      columns.copy(numbers[i], i - from, batch);
    }
    batch.setRows(to - from, 1);
  }

  @Override
  public long heapBytes() {
    return columns.heapBytes() + (long) Long.BYTES * sequences.length;
  }
}
