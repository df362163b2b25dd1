package org.smilestream.learner;

import java.util.stream.LongStream;
import org.smilestream.data.EncodedRow;
import org.smilestream.model.ModelSpec;

/**
 * The rows that a group of chains keeps: those of its posterior, and at least those of one round,
 * which drift is seen in. A window is both; a sample of the stream has one beside it.
 */
final class GroupRows {
  private final RememberedRows posterior;
  private final Window newest;
  private long displaced = -1;

  /** Keeps no row yet. */
  GroupRows(ModelSpec spec, LearnerSettings settings) {
    posterior = settings.memory().open(spec, settings.sampler().seed());
    newest =
        posterior instanceof Window window ? window : new Window(spec, settings.rowsPerRound());
  }

  /** Those that the posterior stands for. */
  RememberedRows posterior() {
    return posterior;
  }

  /** At least those of one round. */
  Window newest() {
    return newest;
  }

  private boolean areOne() {
    return newest == posterior;
  }

  /** Takes the next row of the stream in. */
  void put(EncodedRow row) {
    if (!areOne()) {
      newest.put(row);
    }
    displaced = posterior.put(row);
  }

  /** Whether a row is kept that was put. */
  boolean remember(long sequence) {
    return posterior.remembers(sequence) || newest.remembers(sequence);
  }

  /** Numbers of the rows that need not be kept any more since the last row was put. */
  long[] forgotten() {
    long outOfRound = posterior.next() - 1 - newest.capacity();
    return LongStream.of(displaced, outOfRound)
        .distinct()
        .filter(sequence -> sequence >= 0 && !remember(sequence))
        .toArray();
  }

  /** N, what the rows of the posterior count together, rounded. */
  long count() {
    return Math.round(posterior.weight());
  }

  /** Memory of the rows, in bytes, whether there are any yet or not. */
  long heapBytes() {
    return posterior.heapBytes() + (areOne() ? 0 : newest.heapBytes());
  }
}
