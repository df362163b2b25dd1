package org.smilestream.connectors.kafka;

import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.smilestream.data.ParsedRecord;

/**
 * Requests are answered at once and say nothing about the time of the stream: their source is
 * always idle, so the watermarks are those of the observations alone.
 */
public final class RequestWatermarks implements WatermarkStrategy<ParsedRecord> {
  private static final long serialVersionUID = 1;

  @Override
  public TimestampAssigner<ParsedRecord> createTimestampAssigner(
      TimestampAssignerSupplier.Context context) {
    return new EventTimeAssigner();
  }

  @Override
  public WatermarkGenerator<ParsedRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new AlwaysIdle();
  }

  private static final class AlwaysIdle implements WatermarkGenerator<ParsedRecord> {
    @Override
    public void onEvent(ParsedRecord record, long time, WatermarkOutput output) {
      output.markIdle();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.markIdle();
    }
  }
}
