package org.smilestream.operators.chains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smilestream.operators.chains.ChainHarnesses.BY_CHAIN;
import static org.smilestream.operators.chains.ChainHarnesses.GROUPS;
import static org.smilestream.operators.chains.ChainHarnesses.MAX_PARALLELISM;
import static org.smilestream.operators.chains.ChainHarnesses.MODEL;
import static org.smilestream.operators.chains.ChainHarnesses.harness;
import static org.smilestream.operators.chains.ChainHarnesses.learn;
import static org.smilestream.operators.chains.ChainHarnesses.operator;
import static org.smilestream.operators.chains.ChainHarnesses.samples;
import static org.smilestream.operators.chains.ChainHarnesses.stateAfter;
import static org.smilestream.operators.chains.ChainHarnesses.undisturbed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.TunerStatistics;
import org.smilestream.learner.Bits;
import org.smilestream.learner.Streams;
import org.smilestream.operators.Harnesses;
import org.smilestream.sampler.UnclosableChainGroupProvider;

class ChainOperatorTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void chainsContinueBitForBitAfterAFailure(boolean rocksDb) throws Exception {
    List<EncodedRow> rows = Streams.rows(250);
    for (int failure : new int[] {10, 60, 203}) {
      var killed = harness(rocksDb, 1, 0);
      killed.open();
      learn(killed, rows.subList(0, failure), 0, 1);
      OperatorSubtaskState state = Harnesses.kill(killed);

      try (var restored = harness(rocksDb, 1, 0)) {
        restored.initializeState(state);
        restored.open();
        learn(restored, rows.subList(failure, rows.size()), 0, 1);
        assertThat(samples(restored))
            .as("failure after %d rows", failure)
            .usingRecursiveComparison(Bits.EXACT)
            .isEqualTo(undisturbed(rows, failure));
      }
    }
  }

  /** A checkpoint must not see what chains do after it was taken. */
  @Test
  void aCheckpointIsNotChangedByLaterSteps() throws Exception {
    List<EncodedRow> rows = Streams.rows(120);
    var running = harness(false, 1, 0);
    running.open();
    learn(running, rows.subList(0, 60), 0, 1);
    OperatorSubtaskState state = running.snapshot(1, 1);
    learn(running, rows.subList(60, 100), 0, 1);
    running.close();

    try (var restored = harness(false, 1, 0)) {
      restored.initializeState(state);
      restored.open();
      learn(restored, rows.subList(60, 120), 0, 1);
      assertThat(samples(restored))
          .usingRecursiveComparison(Bits.EXACT)
          .isEqualTo(undisturbed(rows, 60));
    }
  }

  @Test
  void groupsMoveToOtherSubtasks() throws Exception {
    List<EncodedRow> rows = Streams.rows(150);
    var single = harness(true, 1, 0);
    single.open();
    learn(single, rows.subList(0, 70), 0, 1);
    OperatorSubtaskState state = Harnesses.kill(single);

    List<PosteriorSample> samples = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var half = harness(true, 2, subtask)) {
        half.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                state, MAX_PARALLELISM, 1, 2, subtask));
        half.open();
        learn(half, rows.subList(70, 150), subtask);
        samples.addAll(samples(half));
      }
    }
    samples.sort(BY_CHAIN);

    assertThat(samples).usingRecursiveComparison(Bits.EXACT).isEqualTo(undisturbed(rows, 70));
  }

  @Test
  void anotherModelOrOtherGroupsAreRefusedBeforeTheFirstRow() throws Exception {
    OperatorSubtaskState state = stateAfter(Streams.rows(60));

    assertRefused(
        state,
        operator(new ChainGroups(3, 1, MAX_PARALLELISM), "scalar"),
        "chains.groups was 2 and is 1;");
    assertRefused(
        state,
        new ChainOperator(
            "test",
            MODEL.with("model.hidden", "16"),
            Streams.SPEC,
            GROUPS,
            Streams.settings(),
            "scalar",
            Optional.empty()),
        "model.hidden was absent and is 16;");
  }

  private static void assertRefused(
      OperatorSubtaskState state, ChainOperator operator, String reason) throws Exception {
    try (var restored = harness(operator, true, 1, 0)) {
      assertThatThrownBy(() -> restored.initializeState(state))
          .isInstanceOf(SuppressRestartsException.class)
          .cause()
          .hasMessageContaining(reason)
          .hasMessageContaining("set another 'kafka.group-id'");
    }
  }

  /** What one group leaves behind is no reason for the others to do so. */
  @Test
  void allGroupsAreClosedThoughOneCannotBe() throws Exception {
    UnclosableChainGroupProvider.on = true;
    UnclosableChainGroupProvider.closed = 0;
    try {
      var harness = harness(operator(GROUPS, "scalar"), false, 1, 0);
      harness.open();
      learn(harness, Streams.rows(40), 0, 1);

      assertThatThrownBy(harness::close)
          .hasStackTraceContaining(UnclosableChainGroupProvider.FAILURE);
      assertThat(UnclosableChainGroupProvider.closed).isEqualTo(2);
    } finally {
      UnclosableChainGroupProvider.on = false;
    }
  }

  @Test
  void statisticsNameTheChainsAndTheWarmStart() throws Exception {
    try (var harness = harness(false, 1, 0)) {
      harness.open();
      learn(harness, Streams.rows(60), 0, 1);

      List<TunerStatistics> statistics = Harnesses.values(harness, ChainOperator.STATISTICS);
      assertThat(statistics.get(0).event()).contains("warmed on 40 rows");
      TunerStatistics newest = statistics.get(statistics.size() - 1);
      assertThat(newest.group()).isEqualTo(1);
      assertThat(newest.chains()).containsExactly(1);
      assertThat(newest.stepSizes()).hasSize(1);
      assertThat(newest.windowRows()).isEqualTo(60);
      assertThat(newest.steps()).isEqualTo(80);
      assertThat(newest.energyErrorMeans()[0]).isFinite();
      assertThat(newest.normalisedEnergyErrors()[0]).isFinite();
    }
  }
}
