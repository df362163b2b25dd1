package org.smilestream.learner;

import java.io.Serializable;
import java.time.Duration;
import org.smilestream.model.ModelSpec;

/**
 * What of the stream a posterior stands for: which rows, and what each counts in the
 * log-likelihood.
 *
 * @param rows the most rows that are kept
 * @param span milliseconds of event time that a {@link Kind#WINDOW} reaches back from the newest
 *     row; {@link #ALL_TIME} without such a limit
 * @param halfLife after which a row of {@link Kind#FADING} counts half, in rows or in milliseconds
 *     of event time; NaN for the other kinds
 * @param fadesByTime whether the half-life is one of event time
 */
public record Memory(Kind kind, int rows, long span, double halfLife, boolean fadesByTime)
    implements Serializable {

  /** The span of a window that the number of rows alone limits. */
  public static final long ALL_TIME = Long.MAX_VALUE;

  /** Which rows count, and what. */
  public enum Kind {
    /** The newest rows, each counts 1. */
    WINDOW,
    /** The newest rows; a row counts 2^(−age / half-life). */
    FADING,
    /** All rows, each counts 1; a uniform sample of them is kept. */
    ALL
  }

  public Memory {
    if (rows < 1) {
      throw new IllegalArgumentException("a memory has at least one row: " + rows);
    }
    if (span < 1) {
      throw new IllegalArgumentException("the span of a window must be positive: " + span);
    }
    if (kind == Kind.FADING && !(halfLife > 0)) {
      throw new IllegalArgumentException("a half-life must be positive: " + halfLife);
    }
  }

  /** The newest rows. */
  public static Memory window(int rows) {
    return new Memory(Kind.WINDOW, rows, ALL_TIME, Double.NaN, false);
  }

  /** The rows of the newest {@code span} of event time, and no more than {@code rows}. */
  public static Memory window(int rows, Duration span) {
    return new Memory(Kind.WINDOW, rows, span.toMillis(), Double.NaN, false);
  }

  /** The newest rows, which count half after {@code halfLife} further rows. */
  public static Memory fading(int rows, double halfLife) {
    return new Memory(Kind.FADING, rows, ALL_TIME, halfLife, false);
  }

  /** The newest rows, which count half after {@code halfLife} of event time. */
  public static Memory fading(int rows, Duration halfLife) {
    return new Memory(Kind.FADING, rows, ALL_TIME, halfLife.toMillis(), true);
  }

  /** All rows, of which {@code rows} are kept. */
  public static Memory all(int rows) {
    return new Memory(Kind.ALL, rows, ALL_TIME, Double.NaN, false);
  }

  /**
   * An empty store for the rows.
   *
   * @param seed of the sample that is kept of all rows
   */
  RememberedRows open(ModelSpec spec, long seed) {
    return kind == Kind.ALL ? new Reservoir(spec, rows, seed) : new Window(spec, this);
  }
}
