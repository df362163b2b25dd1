package org.smilestream.operators;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Row;

/**
 * Makes tasks of requests. Requests say nothing about the time of the stream: their watermark is at
 * its end from the very start, before any checkpoint, so that it holds nothing back and every
 * subtask downstream sees the same time.
 */
public final class RequestOperator extends AbstractStreamOperator<PredictionTask>
    implements OneInputStreamOperator<Row, PredictionTask> {
  private static final long serialVersionUID = 1;

  @Override
  public void open() throws Exception {
    super.open();
    output.emitWatermark(Watermark.MAX_WATERMARK);
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
