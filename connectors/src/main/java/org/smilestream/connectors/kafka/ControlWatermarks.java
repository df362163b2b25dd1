package org.smilestream.connectors.kafka;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.util.clock.RelativeClock;
import org.smilestream.data.ParsedControl;

/**
 * Control records say nothing about the time of the stream, but at a start and at a restart they
 * are read before the rows are put in order: for {@link #GRACE}, and until none has come for {@link
 * #QUIET}, they hold the rows back, and so a change that was in time before a failure is in time
 * after it. From then on they are idle and hold back nothing.
 */
public final class ControlWatermarks implements WatermarkStrategy<ParsedControl> {
  /** Some times as long as a broker takes to answer. */
  static final Duration QUIET = Duration.ofSeconds(1);

  /** A reader that has just been made connects, asks for the partition and then for records. */
  static final Duration GRACE = Duration.ofSeconds(3);

  private static final long serialVersionUID = 1;

  @Override
  public WatermarkGenerator<ParsedControl> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new UntilQuiet(context.getInputActivityClock());
  }

  /**
   * A source has one for each partition and one for records of none, which sees no record. It is
   * idle when they all are; one that has emitted no watermark counts as idle from the start.
   */
  private static final class UntilQuiet implements WatermarkGenerator<ParsedControl> {
    /** Before all rows; the smallest number of all would count as none. */
    private static final Watermark HOLD = new Watermark(Long.MIN_VALUE + 1);

    private final RelativeClock clock;
    private long quietFrom;
    private boolean quiet;

    UntilQuiet(RelativeClock clock) {
      this.clock = clock;
      quietFrom = clock.relativeTimeMillis() + GRACE.toMillis();
    }

    @Override
    public void onEvent(ParsedControl record, long time, WatermarkOutput output) {
      quietFrom = Math.max(quietFrom, clock.relativeTimeMillis() + QUIET.toMillis());
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      quiet |= clock.relativeTimeMillis() >= quietFrom;
      if (quiet) {
        output.markIdle();
      } else {
        output.emitWatermark(HOLD);
      }
    }
  }
}
