package org.smilestream.operators.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Origin;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Row;
import org.smilestream.operators.Harnesses;

class RequestOperatorTest {

  @Test
  void requestsAreIdleFromTheStartAndStaySo() throws Exception {
    try (OneInputStreamOperatorTestHarness<Row, PredictionTask> harness =
        new OneInputStreamOperatorTestHarness<>(new RequestOperator())) {
      harness.open();
      assertThat(harness.getOutput()).containsExactly(WatermarkStatus.IDLE);

      Row request =
          new Row("r", 5, new double[0], new String[0], Double.NaN, new Origin("in", 0, 0, 0));
      harness.processElement(request, 5);
      harness.processWatermark(7);
      harness.processWatermarkStatus(WatermarkStatus.ACTIVE);

      assertThat(harness.getOutput()).hasSize(2);
      assertThat(Harnesses.values(harness).get(0).request().id()).isEqualTo("r");
    }
  }
}
