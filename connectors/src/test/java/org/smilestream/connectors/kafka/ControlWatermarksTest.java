package org.smilestream.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.streaming.api.operators.source.TimestampsAndWatermarks;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.io.PushingAsyncDataInput.DataOutput;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.clock.ManualClock;
import org.junit.jupiter.api.Test;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedControl;

/** In the source operator's own machinery: a source reads partitions, each with its generator. */
class ControlWatermarksTest {
  private static final ParsedControl RECORD =
      ParsedControl.of(
          DeadLetter.of(DeadLetter.EMPTY, "why", new Origin("t", 0, 0, 0), null, new byte[0]));
  private static final Duration TICK = Duration.ofMillis(200);

  private final ManualClock clock = new ManualClock();
  private final Recorder output = new Recorder();
  private final TimestampsAndWatermarks<ParsedControl> machinery =
      TimestampsAndWatermarks.createProgressiveEventTimeLogic(
          new ControlWatermarks(),
          new UnregisteredMetricsGroup(),
          null,
          TICK.toMillis(),
          clock,
          clock,
          UnregisteredMetricGroups.createUnregisteredTaskMetricGroup().getIOMetricGroup());
  private final ReaderOutput<ParsedControl> source =
      machinery.createMainOutput(output, new NoListener());

  /** As often as a source does, to the end of the time. */
  private void pass(Duration time) {
    for (long passed = 0; passed < time.toMillis(); passed += TICK.toMillis()) {
      clock.advanceTime(TICK);
      machinery.emitImmediateWatermark(0);
    }
  }

  @Test
  void aSourceHoldsTheRowsBackForTheTimeOfGrace() {
    source.createOutputForSplit("control-0");

    pass(ControlWatermarks.GRACE.minus(TICK));
    assertThat(output.statuses).isEmpty();
    pass(TICK);

    assertThat(output.statuses).containsExactly(WatermarkStatus.IDLE);
    assertThat(output.times).containsOnly(Long.MIN_VALUE + 1);
  }

  /** Rows wait until all that is in the topic has been read, and for nothing that comes later. */
  @Test
  void aPartitionHoldsTheRowsBackUntilItsRecordsAreQuietOnce() {
    SourceOutput<ParsedControl> partition = source.createOutputForSplit("control-0");

    pass(ControlWatermarks.GRACE.minus(TICK));
    for (int i = 0; i < 5; i++) {
      partition.collect(RECORD, 7);
      pass(ControlWatermarks.QUIET.minus(TICK));
    }
    partition.collect(RECORD, 7);
    pass(ControlWatermarks.QUIET.minus(TICK));
    assertThat(output.statuses).isEmpty();
    pass(TICK);
    assertThat(output.statuses).containsExactly(WatermarkStatus.IDLE);

    partition.collect(RECORD, 7);
    pass(ControlWatermarks.GRACE);
    assertThat(output.statuses).containsExactly(WatermarkStatus.IDLE);
    assertThat(output.times).containsOnly(Long.MIN_VALUE + 1);
  }

  @Test
  void theRowsWaitForAPartitionThatIsFoundLate() {
    pass(ControlWatermarks.GRACE.minus(TICK));
    source.createOutputForSplit("control-0");

    pass(ControlWatermarks.GRACE.minus(TICK));
    assertThat(output.statuses).isEmpty();
    pass(TICK);
    assertThat(output.statuses).containsExactly(WatermarkStatus.IDLE);
  }

  @Test
  void aSourceWithoutAPartitionHoldsBackNothingInTheEnd() {
    pass(ControlWatermarks.GRACE);

    assertThat(output.statuses).containsExactly(WatermarkStatus.IDLE);
  }

  private static final class Recorder implements DataOutput<ParsedControl> {
    private final List<WatermarkStatus> statuses = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();

    @Override
    public void emitRecord(StreamRecord<ParsedControl> record) {}

    @Override
    public void emitWatermark(Watermark watermark) {
      times.add(watermark.getTimestamp());
    }

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) {
      statuses.add(status);
    }

    @Override
    public void emitLatencyMarker(LatencyMarker marker) {}

    @Override
    public void emitRecordAttributes(RecordAttributes attributes) {}

    @Override
    public void emitWatermark(org.apache.flink.runtime.event.WatermarkEvent event) {}
  }

  private static final class NoListener implements TimestampsAndWatermarks.WatermarkUpdateListener {
    @Override
    public void updateIdle(boolean idle) {}

    @Override
    public void updateCurrentEffectiveWatermark(long watermark) {}

    @Override
    public void updateCurrentSplitWatermark(String split, long watermark) {}

    @Override
    public void updateCurrentSplitIdle(String split, boolean idle) {}

    @Override
    public void splitFinished(String split) {}
  }
}
