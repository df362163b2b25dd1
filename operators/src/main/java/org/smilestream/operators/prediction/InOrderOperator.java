package org.smilestream.operators.prediction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.smilestream.data.Prediction;
import org.smilestream.operators.state.PredictionSerializer;

/**
 * Holds predictions back until all models have predicted the rows of their event time, and lets
 * them go in one order: by event time, id and model. For where nobody waits for them, as in a run
 * over a file: what follows then depends neither on speed nor on parallelism. In one subtask.
 *
 * <p>State: the predictions that wait.
 */
public final class InOrderOperator extends AbstractStreamOperator<Prediction>
    implements OneInputStreamOperator<Prediction, Prediction> {
  private static final long serialVersionUID = 1;

  private static final Comparator<Prediction> ORDER =
      Comparator.comparingLong(Prediction::eventTime)
          .thenComparing(Prediction::id)
          .thenComparing(Prediction::model)
          .thenComparingLong(Prediction::sequence);

  private transient PriorityQueue<Prediction> waiting;
  private transient ListState<Prediction> state;

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    waiting = new PriorityQueue<>(ORDER);
    state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("waiting-predictions", PredictionSerializer.INSTANCE));
    state.get().forEach(waiting::add);
  }

  @Override
  public void processElement(StreamRecord<Prediction> element) {
    waiting.add(element.getValue());
  }

  @Override
  public void processWatermark(Watermark watermark) throws Exception {
    while (!waiting.isEmpty() && waiting.peek().eventTime() <= watermark.getTimestamp()) {
      Prediction next = waiting.poll();
      output.collect(new StreamRecord<>(next, next.eventTime()));
    }
    super.processWatermark(watermark);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.update(new ArrayList<>(waiting));
  }
}
