package org.smilestream.operators.order;

import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.Row;
import org.smilestream.operators.control.ControlSplit;

/**
 * Runs an {@link OrderOperator} that control records come to as well, by the second input and under
 * the key of the rows. Its state is that of {@link OrderedProcessOperator}: a job may get a control
 * topic, or lose it, at a restart from a savepoint.
 */
public final class ControlledOrderOperator extends OrderedProcessOperator
    implements TwoInputStreamOperator<Row, ControlRecord, OrderedRow> {
  private static final long serialVersionUID = 1;

  private final OrderOperator order;

  /**
   * @param order which was told of {@link OrderOperator#controlledBy}
   */
  public ControlledOrderOperator(OrderOperator order) {
    super(order);
    this.order = order;
  }

  @Override
  public void processElement1(StreamRecord<Row> element) throws Exception {
    processElement(element);
  }

  @Override
  public void processElement2(StreamRecord<ControlRecord> element) throws Exception {
    output.collect(
        ControlSplit.ACKNOWLEDGEMENTS, new StreamRecord<>(order.control(element.getValue())));
  }
}
