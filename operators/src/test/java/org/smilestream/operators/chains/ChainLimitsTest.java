package org.smilestream.operators.chains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smilestream.operators.chains.ChainHarnesses.GROUPS;
import static org.smilestream.operators.chains.ChainHarnesses.MODEL;
import static org.smilestream.operators.chains.ChainHarnesses.harness;
import static org.smilestream.operators.chains.ChainHarnesses.learn;
import static org.smilestream.operators.chains.ChainHarnesses.operator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Row;
import org.smilestream.data.TunerStatistics;
import org.smilestream.learner.Streams;
import org.smilestream.operators.Harnesses;

/** Rounds that are left out because the group is behind or they take too long. */
class ChainLimitsTest {
  private static final LearningLimits MAX_LAG =
      LearningLimits.of(Optional.of(Duration.ofSeconds(1)), Optional.empty());

  /** Of a hundred rounds it is less than any takes. */
  @Test
  void roundsAreLeftOutWhereTheyTakeMoreThanTheBudget() throws Exception {
    LearningLimits nanosecond =
        LearningLimits.of(Optional.empty(), Optional.of(Duration.ofNanos(1)));
    try (var harness = harnessWith(nanosecond)) {
      harness.open();
      learn(harness, Streams.rows(1_200), 1);

      List<TunerStatistics> statistics = Harnesses.values(harness, ChainOperator.STATISTICS);
      TunerStatistics last = statistics.get(statistics.size() - 1);
      assertThat(last.skippedSteps()).isPositive();
      assertThat(last.steps()).as("one round in a hundred is made").isPositive();
      assertThat(last.steps() + last.skippedSteps()).isLessThanOrEqualTo(4 * 1_200);
      assertThat(last.steps()).isLessThan(last.skippedSteps() / 10);
    }
  }

  @Test
  void nothingIsLeftOutWithinTheBudget() throws Exception {
    LearningLimits hour = LearningLimits.of(Optional.empty(), Optional.of(Duration.ofHours(1)));
    try (var harness = harnessWith(hour)) {
      harness.open();
      learn(harness, Streams.rows(150), 1);

      assertThat(Harnesses.values(harness, ChainOperator.STATISTICS))
          .allSatisfy(each -> assertThat(each.skippedSteps()).isZero());
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<Integer, GroupedRow, KnowledgeUpdate>
      harnessWith(LearningLimits limits) throws Exception {
    ChainOperator operator =
        new ChainOperator(
            "test",
            MODEL,
            Streams.SPEC,
            GROUPS,
            Streams.settings(),
            "scalar",
            1,
            limits,
            Optional.empty());
    return harness(operator, true, 1, 0);
  }

  /** Group 1 has chain 1; rounds of 20 steps after rows 45, 50, …. */
  @Test
  void roundsAreLeftOutWhileRowsComeLaterThanTheLagAllows() throws Exception {
    List<EncodedRow> rows = Streams.rows(79);
    OperatorSubtaskState state;
    try (var harness = harnessWith(MAX_LAG)) {
      harness.open();
      harness.setProcessingTime(50_000);
      for (EncodedRow row : rows.subList(0, 50)) {
        harness.processElement(new GroupedRow(1, row, 49_000), row.eventTime());
      }
      assertThat(steps(harness)).isEqualTo(40);
      for (EncodedRow row : rows.subList(50, 60)) {
        harness.processElement(new GroupedRow(1, row, 48_999), row.eventTime());
      }
      assertThat(steps(harness)).isEqualTo(40);
      state = Harnesses.kill(harness);
    }
    // The count goes on after a failure; the lag is gone, and a history has none.
    try (var restored = harnessWith(MAX_LAG)) {
      restored.initializeState(state);
      restored.open();
      restored.setProcessingTime(60_000);
      for (EncodedRow row : rows.subList(60, 65)) {
        restored.processElement(new GroupedRow(1, row, Row.UNKNOWN), row.eventTime());
      }
      for (EncodedRow row : rows.subList(65, 70)) {
        restored.processElement(new GroupedRow(1, row, 60_500), row.eventTime());
      }
      assertThat(Harnesses.values(restored, ChainOperator.STATISTICS))
          .extracting(TunerStatistics::steps)
          .containsExactly(60L, 80L);
      assertThat(Harnesses.values(restored, ChainOperator.STATISTICS))
          .extracting(TunerStatistics::skippedSteps)
          .containsOnly(40L);
      assertThat(Harnesses.values(restored, ChainOperator.STATISTICS))
          .extracting(TunerStatistics::windowRows)
          .containsExactly(65L, 70L);
    }
  }

  private static long steps(AbstractStreamOperatorTestHarness<KnowledgeUpdate> harness) {
    List<TunerStatistics> statistics = Harnesses.values(harness, ChainOperator.STATISTICS);
    return statistics.get(statistics.size() - 1).steps();
  }
}
