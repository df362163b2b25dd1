package org.smilestream.operators.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.operators.Harnesses;
import org.smilestream.posterior.PredictiveScores;

class KeyScoresOperatorTest {

  private static KeyedOneInputStreamOperatorTestHarness<String, KeyScores, DiagnosticsReport>
      harness() throws Exception {
    return ProcessFunctionTestHarnesses.forKeyedProcessFunction(
        new KeyScoresOperator(), KeyScores::model, Types.STRING);
  }

  /** Scores of a key with a mean log density. */
  private static KeyScores scores(int key, long rows, double density, boolean gone) {
    PredictiveScores scores =
        new PredictiveScores(
            rows,
            rows * density,
            rows,
            rows,
            rows / 2.0,
            rows * 0.9,
            Double.NaN,
            Double.NaN,
            rows,
            rows,
            new double[] {rows, 0, 0, 0, 0, 0, 0, 0, 0, 0},
            new double[PredictiveScores.BINS],
            0);
    return new KeyScores("m", "m/%03d".formatted(key), 5, rows + 99, scores, gone);
  }

  @Test
  void aReportHasAllKeysAndTheWorst() throws Exception {
    try (var harness = harness()) {
      for (int key = 0; key < 29; key++) {
        harness.processElement(scores(key, 100, -1 - key, false), 0);
      }
      // The 29th was the third since the report at the 26th.
      List<DiagnosticsReport> reports = Harnesses.values(harness);
      List<DiagnosticsReport> last = reports.subList(reports.size() - 11, reports.size());

      assertThat(last.get(0).model()).isEqualTo("m");
      assertThat(last.get(0).scoredRows()).isEqualTo(2900);
      assertThat(last.get(0).logPredictiveDensity()).isCloseTo(-15, offset(1e-12));
      assertThat(last.get(0).coverage90()).isCloseTo(0.9, offset(1e-12));
      assertThat(last.get(0).rhat()).isNaN();
      assertThat(last.subList(1, 11))
          .extracting(DiagnosticsReport::model)
          .containsExactly(
              "m/028", "m/027", "m/026", "m/025", "m/024", "m/023", "m/022", "m/021", "m/020",
              "m/019");
      assertThat(last.get(1).logPredictiveDensity()).isEqualTo(-29);
    }
  }

  @Test
  void theNewestScoresOfAKeyCount() throws Exception {
    try (var harness = harness()) {
      harness.processElement(scores(1, 100, -5, false), 0);
      harness.processElement(scores(1, 200, -2, false), 0);

      List<DiagnosticsReport> reports = Harnesses.values(harness);
      assertThat(reports)
          .extracting(DiagnosticsReport::scoredRows)
          .containsExactly(100L, 100L, 200L, 200L);
      assertThat(reports.get(2).logPredictiveDensity()).isEqualTo(-2);
    }
  }

  @Test
  void keysThatAreGoneStayInTheWholeAndTakeNoRoom() throws Exception {
    try (var harness = harness()) {
      harness.processElement(scores(1, 100, -5, false), 0);
      harness.processElement(scores(2, 100, -1, false), 0);
      int withBoth = harness.numKeyedStateEntries();
      harness.processElement(scores(1, 150, -5, true), 0);
      // One that expired before it had a score.
      harness.processElement(scores(3, 50, -1, true), 0);
      assertThat(harness.numKeyedStateEntries()).isLessThanOrEqualTo(withBoth + 1);
      harness.getOutput().clear();
      harness.processElement(scores(2, 200, -1, false), 0);

      List<DiagnosticsReport> reports = Harnesses.values(harness);
      assertThat(reports).extracting(DiagnosticsReport::model).containsExactly("m", "m/002");
      assertThat(reports.get(0).scoredRows()).isEqualTo(400);
      assertThat(reports.get(0).logPredictiveDensity())
          .isCloseTo(-(750 + 250) / 400.0, offset(1e-12));
    }
  }

  @Test
  void aThousandKeysBringAReportForEveryHundredScores() throws Exception {
    try (var harness = harness()) {
      for (int key = 0; key < 1000; key++) {
        harness.processElement(scores(key, 100, -1, false), 0);
      }
      harness.getOutput().clear();
      for (int key = 0; key < 1000; key++) {
        harness.processElement(scores(key, 200, -1, false), 0);
      }
      assertThat(Harnesses.values(harness).stream().filter(r -> r.model().equals("m"))).hasSize(10);
      assertThat(Harnesses.values(harness)).hasSize(10 * (1 + KeyScoresOperator.WORST_KEYS));
    }
  }
}
