package org.smilestream.learner;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.smilestream.data.EncodedRow;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * The newest rows of the stream, which count alike or the less the older they are. Row q lies at
 * place q mod W. Rows come in the order of their numbers and of their event times; here they are
 * numbered by their age, from 0, the newest.
 */
public final class Window implements RememberedRows {
  /** A warm start learns from the rows of so many half-lives. */
  private static final double WARM_HALF_LIVES = 3;

  private final RowColumns columns;
  private final Memory memory;
  private final double[] cumulative;
  private long cumulatedAt = -1;

  /** Number of the first row of the stream, or of what came after a drift. */
  private long begun;

  private long first;
  private long next;

  /** An empty window for {@code capacity} = W rows, which count alike. */
  public Window(ModelSpec spec, int capacity) {
    this(spec, Memory.window(capacity));
  }

  /** An empty window for {@code memory.rows()} = W rows. */
  Window(ModelSpec spec, Memory memory) {
    columns = new RowColumns(spec, memory.rows());
    this.memory = memory;
    cumulative = new double[fades() ? memory.rows() : 0];
  }

  private boolean fades() {
    return memory.kind() == Memory.Kind.FADING;
  }

  /** Puts a row in place of the one W rows earlier. */
  @Override
  public long put(EncodedRow row) {
    int place = (int) (row.sequence() % capacity());
    if (places() == capacity()) {
      columns.free(place);
    }
    columns.put(place, row);
    if (next == 0) {
      first = row.sequence();
    }
    next = row.sequence() + 1;
    first = Math.max(first, next - capacity());
    if (memory.span() != Memory.ALL_TIME) {
      while (columns.eventTime(place(places() - 1)) < row.eventTime() - memory.span()) {
        free(first + 1);
      }
    }
    return row.sequence() - capacity();
  }

  /** Forgets the rows before a number, as if the stream began there. */
  void forgetBefore(long number) {
    free(number);
    begun = number;
  }

  private void free(long number) {
    for (; first < number && first < next; first++) {
      columns.free((int) (first % capacity()));
    }
    cumulatedAt = -1;
  }

  @Override
  public boolean remembers(long sequence) {
    return first <= sequence && sequence < next;
  }

  @Override
  public int capacity() {
    return columns.places();
  }

  @Override
  public int saturation() {
    if (isLimitedByTime()) {
      return 0;
    }
    return fades() && !memory.fadesByTime()
        ? (int) Math.min(capacity(), Math.ceil(WARM_HALF_LIVES * memory.halfLife()))
        : capacity();
  }

  /** Whether rows go, or have faded, as fast as they come: the posterior gets no narrower. */
  private boolean isLimitedByTime() {
    return memory.fadesByTime()
        ? places() > 0 && passed(places() - 1) >= WARM_HALF_LIVES * memory.halfLife()
        : memory.span() != Memory.ALL_TIME && first > begun;
  }

  @Override
  public boolean isSaturated() {
    return places() >= saturation() || first > begun;
  }

  @Override
  public long heapBytes() {
    return columns.heapBytes() + (long) Double.BYTES * cumulative.length;
  }

  @Override
  public double weight() {
    prepare();
    return places() == 0
        ? 0
        : fades() ? cumulative[places() - 1] : places() - columns.aside(places());
  }

  private int places() {
    return (int) (next - first);
  }

  private boolean isAside(int age) {
    return columns.isAside(place(age), places());
  }

  @Override
  public int[] numbers() {
    double least = Math.pow(2, -WARM_HALF_LIVES);
    return IntStream.range(0, places())
        .filter(age -> !isAside(age) && (!fades() || weight(age) >= least))
        .toArray();
  }

  @Override
  public double meanTarget() {
    return Arrays.stream(numbers())
        .mapToDouble(age -> columns.target(place(age)))
        .average()
        .orElse(0);
  }

  /** The number that {@link #gather} takes for a row of the stream. */
  int age(long sequence) {
    return (int) (next - 1 - sequence);
  }

  @Override
  public long next() {
    return next;
  }

  /** Makes the sums of the weights up to each age, where the rows have changed. */
  @Override
  public void prepare() {
    if (!fades() || cumulatedAt == next) {
      return;
    }
    double sum = 0;
    for (int age = 0; age < places(); age++) {
      sum += isAside(age) ? 0 : weight(age);
      cumulative[age] = sum;
    }
    cumulatedAt = next;
  }

  /**
   * Rows that count alike are drawn uniformly with replacement, others with a probability in
   * proportion to their weight, one from each of b equal parts of the whole weight; the likelihood
   * weight is N/b. Where no more rows are kept than the minibatch holds, it gets all of them, once
   * each.
   */
  @Override
  public void draw(UniformRandomProvider random, Minibatch batch) {
    if (fades()) {
      drawByWeight(random, batch);
    } else {
      drawUniformly(random, batch);
    }
  }

  private void drawUniformly(UniformRandomProvider random, Minibatch batch) {
    int rows = places() - columns.aside(places());
    boolean whole = rows <= batch.capacity();
    int drawn = 0;
    for (int i = 0; drawn < (whole ? rows : batch.capacity()); i++) {
      int age = whole ? i : random.nextInt(places());
      if (!isAside(age)) {
        columns.copy(place(age), drawn, batch);
        drawn++;
      }
    }
    batch.setRows(drawn, (double) rows / drawn);
  }

  private void drawByWeight(UniformRandomProvider random, Minibatch batch) {
    if (places() <= batch.capacity()) {
      int drawn = 0;
      for (int age = 0; age < places(); age++) {
        if (!isAside(age)) {
          columns.copy(place(age), drawn, batch);
          batch.weights()[drawn] = weight(age);
          drawn++;
        }
      }
      batch.setRows(drawn, 1);
      return;
    }
    double all = cumulative[places() - 1];
    int size = batch.capacity();
    int age = 0;
    for (int i = 0; i < size; i++) {
      double level = (i + random.nextDouble()) / size * all;
      while (cumulative[age] <= level && age < places() - 1) {
        age++;
      }
      columns.copy(place(age), i, batch);
      batch.weights()[i] = 1;
    }
    batch.setRows(size, all / size);
  }

  /**
   * What a row counts that does not stand aside; 1 where a row is newer than the newest, as in
   * state of before late rows were known after a restore.
   */
  private double weight(int age) {
    double passed = memory.fadesByTime() ? passed(age) : age;
    return Math.pow(2, -passed / memory.halfLife());
  }

  /** Milliseconds of event time since a row. */
  private long passed(int age) {
    return Math.max(0, columns.eventTime(place(0)) - columns.eventTime(place(age)));
  }

  /** The place of a row by its age: 0 is the newest. */
  private int place(int age) {
    return (int) ((next - 1 - age) % capacity());
  }

  @Override
  public void gather(int[] numbers, int from, int to, Minibatch batch) {
    for (int i = from; i < to; i++) {
      columns.copy(place(numbers[i]), i - from, batch);
    }
    batch.setRows(to - from, 1);
  }
}
