package org.smilestream.operators.input;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;

/**
 * Runs {@link DeadLetterSplit} for a history. Once it has been read, which is what the last
 * watermark of its source says, it is idle at the event time of its newest row: it holds the live
 * rows back no longer, and where none of them has a time either it lets its own go.
 *
 * <p>The last watermark itself does not pass. It would count as soon as all live partitions are
 * idle, and no later row could take it back.
 */
public final class HistoryOperator extends ProcessOperator<ParsedRecord, Row> {
  private static final long serialVersionUID = 1;

  private static final Logger LOG = LoggerFactory.getLogger(HistoryOperator.class);

  private transient ListState<Long> savedTime;
  private transient long newestTime;
  private transient boolean read;

  public HistoryOperator(DeadLetterSplit split) {
    super(split);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    savedTime =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("newest-time", LongSerializer.INSTANCE));
    newestTime = Long.MIN_VALUE;
    // With another parallelism a subtask gets several or none; the newest of all is what counts.
    for (long time : savedTime.get()) {
      newestTime = Math.max(newestTime, time);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    savedTime.update(List.of(newestTime));
  }

  @Override
  public void processElement(StreamRecord<ParsedRecord> element) throws Exception {
    Row row = element.getValue().row();
    if (row != null) {
      newestTime = Math.max(newestTime, row.eventTime());
    }
    super.processElement(element);
  }

  @Override
  public void processWatermark(Watermark watermark) throws Exception {
    if (watermark.getTimestamp() < Watermark.MAX_WATERMARK.getTimestamp()) {
      super.processWatermark(watermark);
      return;
    }
    // Comes once more when the job is brought to its end.
    if (!read) {
      read = true;
      LOG.info("The history has been read");
      super.processWatermark(new Watermark(newestTime));
      output.emitWatermarkStatus(WatermarkStatus.IDLE);
    }
  }
}
