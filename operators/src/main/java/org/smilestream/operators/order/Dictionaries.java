package org.smilestream.operators.order;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.IntPrimitiveArraySerializer;
import org.smilestream.data.DictionaryEntry;

/**
 * The dictionaries of the categorical columns, in keyed state. A category gets the next free slot
 * when it is first seen and keeps it; when the slots are used up, it is {@link #OTHER}. So a
 * dictionary grows without changing what the kernel rows of earlier slots mean.
 */
public final class Dictionaries {
  /** The slot of categories that have none of their own. */
  public static final int OTHER = 0;

  private final int[] slots;
  private final MapState<String, Integer> entries;
  private final ValueState<int[]> used;

  /**
   * @param slots number of slots of each column, {@link #OTHER} included
   */
  Dictionaries(RuntimeContext runtime, int[] slots) {
    this.slots = slots;
    entries =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "dictionary", StringSerializer.INSTANCE, IntSerializer.INSTANCE));
    used =
        runtime.getState(
            new ValueStateDescriptor<>("dictionary-sizes", IntPrimitiveArraySerializer.INSTANCE));
  }

  /** The slot of a category, or null if it has not been seen or there was none left. */
  Integer slot(int column, String category) throws Exception {
    return entries.get(key(column, category));
  }

  /** Gives a category the next free slot of its column; {@link #OTHER} where there is none. */
  int add(int column, String category) throws Exception {
    int[] sizes = used.value() == null ? new int[slots.length] : used.value();
    int slot = sizes[column] + 1;
    if (slot >= slots[column]) {
      return OTHER;
    }
    sizes[column] = slot;
    used.update(sizes);
    entries.put(key(column, category), slot);
    return slot;
  }

  /** Gives a category the slot that it had in another job. */
  void put(DictionaryEntry entry) throws Exception {
    int[] sizes = used.value() == null ? new int[slots.length] : used.value();
    sizes[entry.column()] = Math.max(sizes[entry.column()], entry.slot());
    used.update(sizes);
    entries.put(key(entry.column(), entry.category()), entry.slot());
  }

  private static String key(int column, String category) {
    return column + ":" + category;
  }
}
