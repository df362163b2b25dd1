package org.smilestream.operators.input;

import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;

/**
 * Runs {@link DeadLetterSplit} for rows that come in live. When the job is brought to its end they
 * are active again, though all partitions be idle: an idle source's last watermark, which releases
 * the rows that wait, gets no further than to the end of its chain.
 */
public final class LiveOperator extends ProcessOperator<ParsedRecord, Row> {
  private static final long serialVersionUID = 1;

  public LiveOperator(DeadLetterSplit split) {
    super(split);
  }

  @Override
  public void finish() throws Exception {
    super.finish();
    output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
    output.emitWatermark(Watermark.MAX_WATERMARK);
  }
}
