package org.smilestream.operators.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class LiveOperatorTest {

  @Test
  void anIdleStreamThatIsBroughtToItsEndReleasesTheRowsThatWait() throws Exception {
    try (var harness =
        new OneInputStreamOperatorTestHarness<>(new LiveOperator(new DeadLetterSplit()))) {
      harness.open();
      harness.processWatermark(7);
      harness.processWatermarkStatus(WatermarkStatus.IDLE);
      harness.getOneInputOperator().finish();

      assertThat(harness.getOutput())
          .containsExactly(
              new Watermark(7),
              WatermarkStatus.IDLE,
              WatermarkStatus.ACTIVE,
              Watermark.MAX_WATERMARK);
    }
  }
}
