package org.smilestream.operators.chains;

import org.smilestream.data.EncodedRow;
import org.smilestream.operators.control.LiveChanges;
import org.smilestream.operators.order.OrderedRow;

/**
 * A row on its way to one chain group.
 *
 * @param arrival see {@link OrderedRow#arrival}
 * @param changes see {@link OrderedRow#changes}
 */
public record GroupedRow(int group, EncodedRow row, long arrival, LiveChanges changes) {

  /** A row before which nothing changes. */
  public GroupedRow(int group, EncodedRow row, long arrival) {
    this(group, row, arrival, null);
  }
}
