package org.smilestream.connectors.kafka;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.util.clock.RelativeClock;
import org.smilestream.data.ParsedControl;

/**
 * Control records say nothing about the time of the stream, but at a start and at a restart they
 * are read before the rows are put in order: until none has come for {@link #QUIET} they hold the
 * rows back, and so a change that was in time before a failure is in time after it. From then on
 * they are idle and hold back nothing.
 */
public final class ControlWatermarks implements WatermarkStrategy<ParsedControl> {
  /** Some times as long as a broker takes to answer. */
  static final Duration QUIET = Duration.ofSeconds(1);

  private static final long serialVersionUID = 1;

  @Override
  public WatermarkGenerator<ParsedControl> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new UntilQuiet(context.getInputActivityClock());
  }

  private static final class UntilQuiet implements WatermarkGenerator<ParsedControl> {
    private final RelativeClock clock;
    private long newest;
    private boolean quiet;

    UntilQuiet(RelativeClock clock) {
      this.clock = clock;
      newest = clock.relativeTimeMillis();
    }

    @Override
    public void onEvent(ParsedControl record, long time, WatermarkOutput output) {
      newest = clock.relativeTimeMillis();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      if (quiet || clock.relativeTimeMillis() - newest >= QUIET.toMillis()) {
        quiet = true;
        output.markIdle();
      }
    }
  }
}
