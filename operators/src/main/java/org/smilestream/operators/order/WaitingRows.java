package org.smilestream.operators.order;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.smilestream.data.Row;
import org.smilestream.operators.state.RowSerializer;

/**
 * Rows of the current key that wait, in keyed state, until the watermark passes their event time.
 */
public final class WaitingRows {
  /** Of one event time: features before labels, so that a label finds what came with it. */
  private static final Comparator<Row> IN_ORDER =
      Comparator.comparing(Row::hasTarget).thenComparing(Row::origin);

  private final MapState<WaitingKey, Row> rows;
  private final MapState<Long, Integer> counts;

  public WaitingRows(RuntimeContext runtime) {
    rows =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "waiting", WaitingKeySerializer.INSTANCE, RowSerializer.INSTANCE));
    counts =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "waiting-counts", LongSerializer.INSTANCE, IntSerializer.INSTANCE));
  }

  public void add(Row row) throws Exception {
    Integer before = counts.get(row.eventTime());
    int index = before == null ? 0 : before;
    rows.put(new WaitingKey(row.eventTime(), index), row);
    counts.put(row.eventTime(), index + 1);
  }

  /** Takes out the rows of an event time, in the order of the stream; none where none wait. */
  public List<Row> take(long time) throws Exception {
    List<Row> taken = new ArrayList<>();
    Integer count = counts.get(time);
    if (count == null) {
      return taken;
    }
    counts.remove(time);
    for (int index = 0; index < count; index++) {
      WaitingKey key = new WaitingKey(time, index);
      taken.add(rows.get(key));
      rows.remove(key);
    }
    taken.sort(IN_ORDER);
    return taken;
  }
}
