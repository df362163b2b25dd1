package org.smilestream.data;

import java.io.Serializable;

/**
 * A feature that is made of the targets before a row, in the order in which they are learned, or of
 * the values of another feature in the rows before.
 *
 * @param rows which value before the row, from 1; of a mean the number of values
 * @param of a numeric column of the record or derived of it; null: the target
 * @param key the categorical column whose value names the series of a row; null where all rows are
 *     one series
 */
public record SeriesColumn(String column, Kind kind, int rows, String of, String key)
    implements Serializable {

  /** What is made of the values. */
  public enum Kind {
    /** One of them. */
    LAG,
    /** The mean of the newest. */
    MEAN
  }
}
