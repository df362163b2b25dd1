package org.smilestream.operators.order;

import java.util.HashMap;
import java.util.Map;
import org.smilestream.data.Origin;
import org.smilestream.data.Row;

/**
 * When the rows that wait in state have arrived, for the metrics: not in state itself, and only of
 * the first {@value #MOST} that wait.
 */
final class Arrivals {
  private static final int MOST = 100_000;

  private final Map<Origin, Long> arrivals = new HashMap<>();

  void put(Row row) {
    if (row.arrival() != Row.UNKNOWN && arrivals.size() < MOST) {
      arrivals.put(row.origin(), row.arrival());
    }
  }

  /** {@link Row#UNKNOWN} where it is not known, as after a restore. */
  long take(Row row) {
    Long arrival = arrivals.remove(row.origin());
    return arrival == null ? Row.UNKNOWN : arrival;
  }
}
