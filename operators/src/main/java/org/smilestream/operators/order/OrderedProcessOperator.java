package org.smilestream.operators.order;

import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.smilestream.data.Row;

/**
 * Runs {@link OrderOperator} and lets the watermark follow each event time that it has released.
 * One watermark from the sources can release any number of rows; if it came after all of them, each
 * would lie in the memory of those who predict it until the chains have learned from the last.
 *
 * <p>There is one key: a row that comes after the timer of a time is later than it.
 */
public class OrderedProcessOperator extends KeyedProcessOperator<String, Row, OrderedRow> {
  private static final long serialVersionUID = 1;

  public OrderedProcessOperator(OrderOperator function) {
    super(function);
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    super.onEventTime(timer);
    output.emitWatermark(new Watermark(timer.getTimestamp()));
  }
}
