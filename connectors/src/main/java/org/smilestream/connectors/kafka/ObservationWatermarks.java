package org.smilestream.connectors.kafka;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.smilestream.data.ParsedRecord;

/**
 * Watermarks of the observations, made for each partition by itself: the newest event time less the
 * allowed disorder. Dead letters neither move the watermark nor keep a partition from being idle.
 *
 * <p>A source subtask without a partition holds back all watermarks, unless there is an idle
 * timeout: run the source with no more subtasks than the topic has partitions.
 */
public final class ObservationWatermarks implements WatermarkStrategy<ParsedRecord> {
  private static final long serialVersionUID = 1;

  private final WatermarkStrategy<ParsedRecord> ofRows;

  /**
   * @param maxOutOfOrderness how far a row may lag behind the newest of its partition
   * @param idleTimeout after this long without a row a partition no longer holds back the others;
   *     empty: it always does
   */
  public ObservationWatermarks(Duration maxOutOfOrderness, Optional<Duration> idleTimeout) {
    WatermarkStrategy<ParsedRecord> bounded =
        WatermarkStrategy.forBoundedOutOfOrderness(maxOutOfOrderness);
    ofRows = idleTimeout.map(bounded::withIdleness).orElse(bounded);
  }

  @Override
  public TimestampAssigner<ParsedRecord> createTimestampAssigner(
      TimestampAssignerSupplier.Context context) {
    return new EventTimeAssigner();
  }

  @Override
  public WatermarkGenerator<ParsedRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new RowsOnly(ofRows.createWatermarkGenerator(context));
  }

  private record RowsOnly(WatermarkGenerator<ParsedRecord> ofRows)
      implements WatermarkGenerator<ParsedRecord> {

    @Override
    public void onEvent(ParsedRecord record, long time, WatermarkOutput output) {
      if (record.row() != null) {
        ofRows.onEvent(record, time, output);
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      ofRows.onPeriodicEmit(output);
    }
  }
}
