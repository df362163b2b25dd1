package org.smilestream.operators.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.smilestream.operators.RecordedMetrics;
import org.smilestream.posterior.PredictiveScores;

class DiagnosticsMetricsTest {
  private static final PredictiveScores OLD = numbers(1_000, 400, 500);

  private final RecordedMetrics recorded = new RecordedMetrics();
  private final DiagnosticsMetrics metrics = new DiagnosticsMetrics(recorded);

  private static PredictiveScores numbers(long rows, double covered50, double covered90) {
    PredictiveScores none = PredictiveScores.NONE;
    return new PredictiveScores(
        rows,
        0,
        0,
        0,
        covered50,
        covered90,
        Double.NaN,
        Double.NaN,
        rows,
        0,
        none.pitCounts(),
        none.confidenceGaps(),
        0);
  }

  /**
   * The rate of these is the coverage of now; what was scored before the task started is not in it.
   */
  @Test
  void intervalsAreCountedFromNowOn() {
    metrics.scored(OLD, numbers(1_010, 405, 509));

    assertThat(recorded.count("diagnostics.intervals")).isEqualTo(10);
    assertThat(recorded.count("diagnostics.covered50")).isEqualTo(5);
    assertThat(recorded.count("diagnostics.covered90")).isEqualTo(9);
  }

  /** Counts are covered in part. */
  @Test
  void noPartIsLost() {
    for (int row = 0; row < 10; row++) {
      metrics.scored(
          numbers(row, 0.2 * row, 0.9 * row), numbers(row + 1, 0.2 * (row + 1), 0.9 * (row + 1)));
    }

    assertThat(recorded.count("diagnostics.covered50")).isEqualTo(2);
    assertThat(recorded.count("diagnostics.covered90")).isEqualTo(9);
  }

  @Test
  void classesHaveNone() {
    metrics.scored(PredictiveScores.NONE, numbers(10, Double.NaN, Double.NaN));

    assertThat(recorded.count("diagnostics.intervals")).isZero();
    assertThat(recorded.count("diagnostics.covered90")).isZero();
  }
}
