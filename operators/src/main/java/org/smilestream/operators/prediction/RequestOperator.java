package org.smilestream.operators.prediction;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Row;

/**
 * Makes tasks of requests. Requests say nothing about the time of the stream: they are idle from
 * the very start, before any checkpoint, and stay so. They hold nothing back, and every subtask
 * downstream sees the same time.
 */
public final class RequestOperator extends AbstractStreamOperator<PredictionTask>
    implements OneInputStreamOperator<Row, PredictionTask> {
  private static final long serialVersionUID = 1;

  @Override
  public void open() throws Exception {
    super.open();
    output.emitWatermarkStatus(WatermarkStatus.IDLE);
  }

  @Override
  public void processElement(StreamRecord<Row> element) {
    output.collect(element.replace(PredictionTask.of(element.getValue())));
  }

  @Override
  public void processWatermark(Watermark watermark) {}

  @Override
  public void processWatermarkStatus(WatermarkStatus status) {}
}
