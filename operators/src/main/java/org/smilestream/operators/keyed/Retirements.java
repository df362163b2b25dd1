package org.smilestream.operators.keyed;

import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.smilestream.data.ControlRecord;
import org.smilestream.operators.control.WaitingControls;
import org.smilestream.operators.state.ControlRecordSerializer;

/**
 * Control records that drop the model of the current key and wait for their event time, in keyed
 * state. One takes effect after the last row of the millisecond before its own.
 */
final class Retirements {
  private static final String NAME = "retirements";

  private final KeyedStateBackend<String> backend;
  private final MapState<Long, ControlRecord> waiting;
  private final KeyLimit limit;

  Retirements(RuntimeContext runtime, KeyedStateBackend<String> backend) {
    this.backend = backend;
    waiting =
        runtime.getMapState(
            new MapStateDescriptor<>(
                NAME, LongSerializer.INSTANCE, ControlRecordSerializer.INSTANCE));
    int keyGroups = runtime.getTaskInfo().getMaxNumberOfParallelSubtasks();
    limit = new KeyLimit(WaitingControls.MOST_WAITING * keyGroups, keyGroups);
  }

  /** Counts those that were restored. */
  void restore() throws Exception {
    for (String key : SavedKeys.of(backend, NAME)) {
      backend.setCurrentKey(key);
      for (long ignored : waiting.keys()) {
        limit.add(key);
      }
    }
  }

  /** The event time after whose rows a record takes effect. */
  static long time(ControlRecord record) {
    // Of the timers of one time none is sure to be the first.
    return record.from() - 1;
  }

  /** Lets a record wait; why it cannot, in words, or empty. */
  Optional<String> add(String key, ControlRecord record) throws Exception {
    ControlRecord earlier = waiting.get(time(record));
    if (earlier != null) {
      return Optional.of("record '" + earlier.id() + "' says the same");
    }
    if (!limit.hasRoom(key)) {
      return Optional.of(limit.perGroup() + " others of its key group wait for their time");
    }
    limit.add(key);
    waiting.put(time(record), record);
    return Optional.empty();
  }

  /** Takes the record out that takes effect after the rows of an event time; there is one. */
  ControlRecord take(String key, long time) throws Exception {
    ControlRecord record = waiting.get(time);
    waiting.remove(time);
    limit.remove(key);
    return record;
  }
}
