package org.smilestream.data;

import java.util.Comparator;

/**
 * Where a row came from.
 *
 * @param index position of the row within its record: 0 unless the record held a whole minibatch
 */
public record Origin(String topic, int partition, long offset, int index)
    implements Comparable<Origin> {
  private static final Comparator<Origin> ORDER =
      Comparator.comparing(Origin::topic)
          .thenComparingInt(Origin::partition)
          .thenComparingLong(Origin::offset)
          .thenComparingInt(Origin::index);

  @Override
  public int compareTo(Origin other) {
    return ORDER.compare(this, other);
  }
}
