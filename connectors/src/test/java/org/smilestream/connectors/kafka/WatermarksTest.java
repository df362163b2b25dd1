package org.smilestream.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;

class WatermarksTest {
  private static final Origin ORIGIN = new Origin("t", 0, 0, 0);
  private static final ParsedRecord DEAD =
      ParsedRecord.of(DeadLetter.of(DeadLetter.EMPTY, "why", ORIGIN, null, new byte[0]));

  private final ManualClock clock = new ManualClock();
  private final Recorder output = new Recorder();

  @Test
  void followsTheNewestRowLessTheDisorder() {
    var generator = generator(new ObservationWatermarks(Duration.ofMillis(10), Optional.empty()));

    generator.onEvent(rowAt(100), 100, output);
    generator.onEvent(rowAt(50), 50, output);
    generator.onPeriodicEmit(output);

    assertThat(output.time).isEqualTo(89);
  }

  @Test
  void deadLettersDoNotMoveIt() {
    var strategy = new ObservationWatermarks(Duration.ZERO, Optional.empty());
    var generator = generator(strategy);

    generator.onEvent(rowAt(100), 100, output);
    generator.onEvent(DEAD, 5000, output);
    generator.onPeriodicEmit(output);

    assertThat(output.time).isEqualTo(99);
  }

  @Test
  void aPartitionWithoutRowsBecomesIdleEvenIfItBringsDeadLetters() {
    var generator =
        generator(new ObservationWatermarks(Duration.ZERO, Optional.of(Duration.ofSeconds(1))));

    generator.onEvent(rowAt(100), 100, output);
    generator.onPeriodicEmit(output);
    assertThat(output.idle).isFalse();
    for (int i = 0; i < 4; i++) {
      clock.advanceTime(Duration.ofMillis(600));
      generator.onEvent(DEAD, 5000, output);
      generator.onPeriodicEmit(output);
    }

    assertThat(output.idle).isTrue();
  }

  @Test
  void withoutATimeoutAPartitionIsNeverIdle() {
    var generator = generator(new ObservationWatermarks(Duration.ZERO, Optional.empty()));

    for (int i = 0; i < 4; i++) {
      clock.advanceTime(Duration.ofHours(1));
      generator.onPeriodicEmit(output);
    }

    assertThat(output.idle).isFalse();
  }

  @Test
  void rowsHaveTheirEventTimeAndTheStrategyCanTravel() throws Exception {
    WatermarkStrategy<ParsedRecord> strategy =
        new ObservationWatermarks(Duration.ZERO, Optional.of(Duration.ofSeconds(1)));
    var assigner = InstantiationUtil.clone(strategy).createTimestampAssigner(new Context());

    assertThat(assigner.extractTimestamp(rowAt(100), 7)).isEqualTo(100);
    assertThat(assigner.extractTimestamp(DEAD, 7)).isEqualTo(7);
  }

  private static ParsedRecord rowAt(long time) {
    return ParsedRecord.of(new Row("r", time, new double[0], new String[0], 0, ORIGIN));
  }

  private WatermarkGenerator<ParsedRecord> generator(WatermarkStrategy<ParsedRecord> strategy) {
    return strategy.createWatermarkGenerator(new Context());
  }

  private final class Context
      implements WatermarkGeneratorSupplier.Context, TimestampAssignerSupplier.Context {
    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup();
    }

    @Override
    public RelativeClock getInputActivityClock() {
      return clock;
    }
  }

  private static final class Recorder implements WatermarkOutput {
    private long time = Long.MIN_VALUE;
    private boolean idle;

    @Override
    public void emitWatermark(Watermark watermark) {
      time = watermark.getTimestamp();
      idle = false;
    }

    @Override
    public void markIdle() {
      idle = true;
    }

    @Override
    public void markActive() {
      idle = false;
    }
  }
}
