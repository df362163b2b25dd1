package org.smilestream.data;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the columns of a schema are found in a record.
 *
 * @param time columns whose sum is the event time
 * @param derived columns that are made of others, by name
 * @param nullable columns that may be missing: a number then counts as the mean, a category as one
 *     of its own
 * @param missingMark text that says that a value is missing, beside null and absence; null if there
 *     is none
 * @param series features that are not in the record, but made of the targets of earlier ones
 * @param labelTime columns whose sum is the event time of a label that comes as a record of its
 *     own, later than the features; empty where each record is a whole row
 */
public record RowLayout(
    List<TimeColumn> time,
    Map<String, Derivation> derived,
    Set<String> nullable,
    String missingMark,
    List<SeriesColumn> series,
    List<TimeColumn> labelTime)
    implements Serializable {

  public RowLayout {
    time = List.copyOf(time);
    derived = Map.copyOf(derived);
    nullable = Set.copyOf(nullable);
    series = List.copyOf(series);
    labelTime = List.copyOf(labelTime);
  }

  /** Each column as it stands in the record, none missing, the event time in one of them. */
  public static RowLayout plain(String eventTime) {
    return new RowLayout(
        List.of(new TimeColumn(eventTime, null, null, null)),
        Map.of(),
        Set.of(),
        null,
        List.of(),
        List.of());
  }
}
