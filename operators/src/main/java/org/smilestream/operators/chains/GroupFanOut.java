package org.smilestream.operators.chains;

import java.util.Arrays;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.util.Collector;
import org.smilestream.operators.order.OrderedRow;

/** Sends every row to every chain group, by the group's key. */
public final class GroupFanOut
    implements FlatMapFunction<OrderedRow, GroupedRow>, KeySelector<GroupedRow, Integer> {
  private static final long serialVersionUID = 1;

  private final int[] keys;

  public GroupFanOut(ChainGroups groups) {
    keys = new int[groups.groups()];
    Arrays.setAll(keys, groups::key);
  }

  @Override
  public void flatMap(OrderedRow row, Collector<GroupedRow> out) {
    for (int group = 0; group < keys.length; group++) {
      out.collect(new GroupedRow(group, row.row(), row.arrival(), row.changes()));
    }
  }

  @Override
  public Integer getKey(GroupedRow row) {
    return keys[row.group()];
  }
}
