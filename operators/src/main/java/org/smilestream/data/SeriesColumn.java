package org.smilestream.data;

import java.io.Serializable;

/**
 * A feature that is made of the targets before a row, in the order in which they are learned.
 *
 * @param rows which target before the row, from 1; of a mean the number of targets
 * @param key the categorical column whose value names the series of a row; null where all rows are
 *     one series
 */
public record SeriesColumn(String column, Kind kind, int rows, String key) implements Serializable {

  /** What is made of the targets. */
  public enum Kind {
    /** One of them. */
    LAG,
    /** The mean of the newest. */
    MEAN
  }
}
