package org.smilestream.operators.prediction;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.ControlAcknowledgement.Status;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Row;
import org.smilestream.operators.control.ControlSplit;

/**
 * Makes tasks of requests as {@link RequestOperator} does, unless a control record has said that
 * none are to be answered: then each is a dead letter. Every subtask hears every control record, at
 * once and in no order with the requests; the first one acknowledges it. As idle as {@link
 * RequestOperator}.
 */
public final class SwitchedRequestOperator extends AbstractStreamOperator<PredictionTask>
    implements TwoInputStreamOperator<Row, ControlRecord, PredictionTask> {
  private static final long serialVersionUID = 1;

  /** Requests that are not answered. */
  public static final OutputTag<DeadLetter> NOT_ANSWERED =
      new OutputTag<>("not-answered", TypeInformation.of(DeadLetter.class));

  private final String model;

  private transient ListState<Boolean> state;
  private transient boolean answers;

  public SwitchedRequestOperator(String model) {
    this.model = model;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("answers", BooleanSerializer.INSTANCE));
    answers = true;
    // Each subtask has noted the same: barriers are aligned.
    for (boolean noted : state.get()) {
      answers = noted;
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.update(List.of(answers));
  }

  @Override
  public void open() throws Exception {
    super.open();
    output.emitWatermarkStatus(WatermarkStatus.IDLE);
  }

  @Override
  public void processElement1(StreamRecord<Row> element) {
    Row request = element.getValue();
    if (answers) {
      output.collect(element.replace(PredictionTask.of(request)));
    } else {
      String reason =
          "request '%s' is not answered: a control record has switched answers off"
              .formatted(request.id());
      output.collect(
          NOT_ANSWERED,
          new StreamRecord<>(DeadLetter.ofRow(DeadLetter.NOT_ANSWERED, reason, request)));
    }
  }

  @Override
  public void processElement2(StreamRecord<ControlRecord> element) {
    ControlRecord record = element.getValue();
    answers = record.on();
    if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
      output.collect(
          ControlSplit.ACKNOWLEDGEMENTS,
          new StreamRecord<>(ControlAcknowledgement.of(model, record, Status.APPLIED, null)));
    }
  }

  @Override
  public void processWatermark1(Watermark watermark) {}

  @Override
  public void processWatermark2(Watermark watermark) {}

  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) {}
}
