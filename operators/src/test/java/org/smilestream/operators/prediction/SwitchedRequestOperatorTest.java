package org.smilestream.operators.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.ControlAcknowledgement.Status;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Row;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.control.ControlSplit;

class SwitchedRequestOperatorTest {

  private static TwoInputStreamOperatorTestHarness<Row, ControlRecord, PredictionTask> harness(
      int parallelism, int subtask) throws Exception {
    return new TwoInputStreamOperatorTestHarness<>(
        new SwitchedRequestOperator("m"), 128, parallelism, subtask);
  }

  private static StreamRecord<Row> request(String id) {
    Origin origin = new Origin("requests", 1, 7, 0);
    return new StreamRecord<>(new Row(id, 5, new double[0], new String[0], Double.NaN, origin));
  }

  private static StreamRecord<ControlRecord> answers(boolean on) {
    return new StreamRecord<>(
        new ControlRecord(
            "c" + on,
            null,
            ControlRecord.Kind.ANSWERS,
            ControlRecord.AT_ONCE,
            Map.of(),
            on,
            null,
            new Origin("control", 0, 0, 0)));
  }

  @Test
  void requestsAreDeadLettersWhileAnswersAreOffAlsoAfterARestart() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(1, 0)) {
      harness.open();
      harness.processElement1(request("first"));
      harness.processElement2(answers(false));
      harness.processElement1(request("second"));
      state = harness.snapshot(1, 1);

      assertThat(Harnesses.values(harness))
          .extracting(task -> task.request().id())
          .containsExactly("first");
    }
    try (var harness = harness(1, 0)) {
      harness.initializeState(state);
      harness.open();
      harness.processElement1(request("third"));
      harness.processElement2(answers(true));
      harness.processElement1(request("fourth"));

      DeadLetter letter = Harnesses.values(harness, SwitchedRequestOperator.NOT_ANSWERED).get(0);
      assertThat(letter.code()).isEqualTo("not-answered");
      assertThat(letter.reason())
          .isEqualTo("request 'third' is not answered: a control record has switched answers off");
      assertThat(letter.id()).isEqualTo("third");
      assertThat(letter.origin()).isEqualTo(new Origin("requests", 1, 7, 0));
      assertThat(Harnesses.values(harness))
          .extracting(task -> task.request().id())
          .containsExactly("fourth");
    }
  }

  @Test
  void oneSubtaskAcknowledges() throws Exception {
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var harness = harness(2, subtask)) {
        harness.open();
        harness.processElement2(answers(false));

        var acknowledged = Harnesses.values(harness, ControlSplit.ACKNOWLEDGEMENTS);
        if (subtask == 0) {
          assertThat(acknowledged)
              .containsExactly(
                  new ControlAcknowledgement(
                      "m",
                      "cfalse",
                      ControlRecord.Kind.ANSWERS,
                      Status.APPLIED,
                      ControlAcknowledgement.NO_ROW,
                      ControlRecord.AT_ONCE,
                      null));
        } else {
          assertThat(acknowledged).isEmpty();
        }
      }
    }
  }

  @Test
  void itIsIdleFromTheStartAndStaysSo() throws Exception {
    try (var harness = harness(1, 0)) {
      harness.open();
      harness.processWatermark1(new Watermark(7));
      harness.processWatermark2(new Watermark(7));
      harness.processWatermarkStatus1(WatermarkStatus.ACTIVE);
      harness.processWatermarkStatus2(WatermarkStatus.ACTIVE);

      assertThat(harness.getOutput()).containsExactly(WatermarkStatus.IDLE);
    }
  }
}
