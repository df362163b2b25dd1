package org.smilestream.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.TunerStatistics;
import org.smilestream.learner.Streams;

class ChainOperatorTest {
  private static final int MAX_PARALLELISM = 128;
  private static final ModelFingerprint MODEL = new ModelFingerprint(Map.of("model", "'test'"));
  private static final ChainGroups GROUPS = new ChainGroups(3, 2, MAX_PARALLELISM);

  private static KeyedOneInputStreamOperatorTestHarness<Integer, GroupedRow, KnowledgeUpdate>
      harness(boolean rocksDb, int parallelism, int subtask) throws Exception {
    ChainOperator operator =
        new ChainOperator("test", MODEL, Streams.SPEC, GROUPS, Streams.settings(), "scalar");
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            operator,
            (GroupedRow row) -> GROUPS.key(row.group()),
            Types.INT,
            MAX_PARALLELISM,
            parallelism,
            subtask);
    StateBackend backend = rocksDb ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend();
    harness.setStateBackend(backend);
    return harness;
  }

  private static void learn(
      KeyedOneInputStreamOperatorTestHarness<Integer, GroupedRow, KnowledgeUpdate> harness,
      List<EncodedRow> rows,
      int... groups)
      throws Exception {
    for (EncodedRow row : rows) {
      for (int group : groups) {
        harness.processElement(new GroupedRow(group, row), row.eventTime());
      }
    }
  }

  private static List<PosteriorSample> samples(
      AbstractStreamOperatorTestHarness<KnowledgeUpdate> harness) {
    List<PosteriorSample> samples = new ArrayList<>();
    Harnesses.values(harness).forEach(update -> samples.add(update.sample()));
    samples.sort(
        Comparator.comparingInt(PosteriorSample::chain).thenComparingLong(PosteriorSample::step));
    return samples;
  }

  private static List<PosteriorSample> undisturbed(List<EncodedRow> rows, int from)
      throws Exception {
    try (var harness = harness(false, 1, 0)) {
      harness.open();
      learn(harness, rows.subList(0, from), 0, 1);
      harness.getOutput().clear();
      learn(harness, rows.subList(from, rows.size()), 0, 1);
      return samples(harness);
    }
  }

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
            .usingRecursiveComparison()
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
      assertThat(samples(restored)).usingRecursiveComparison().isEqualTo(undisturbed(rows, 60));
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

    assertThat(samples).usingRecursiveComparison().isEqualTo(undisturbed(rows, 70));
  }

  @Test
  void otherChainsThanThoseOfTheStateAreRefused() throws Exception {
    List<EncodedRow> rows = Streams.rows(61);
    var killed = harness(false, 1, 0);
    killed.open();
    learn(killed, rows.subList(0, 60), 0);
    OperatorSubtaskState state = Harnesses.kill(killed);

    ChainGroups more = new ChainGroups(8, 2, MAX_PARALLELISM);
    try (var restored =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new ChainOperator("test", MODEL, Streams.SPEC, more, Streams.settings(), "scalar"),
            (GroupedRow row) -> more.key(row.group()),
            Types.INT,
            MAX_PARALLELISM,
            1,
            0)) {
      restored.setStateBackend(new HashMapStateBackend());
      restored.initializeState(state);
      restored.open();
      assertThatThrownBy(() -> learn(restored, rows.subList(60, 61), 0))
          .rootCause()
          .hasMessageContaining("holds 1 chains of")
          .hasMessageContaining("is set to 4 chains");
      assertThatThrownBy(() -> learn(restored, rows.subList(60, 61), 1))
          .rootCause()
          .hasMessageContaining("chain group 1 has no state");
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
