package org.smilestream.operators.chains;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.PosteriorSample;
import org.smilestream.learner.Streams;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.state.ModelFingerprint;

/** Chains of three in two groups, as the tests of {@link ChainOperator} run them. */
final class ChainHarnesses {
  static final int MAX_PARALLELISM = 128;
  static final Comparator<PosteriorSample> BY_CHAIN =
      Comparator.comparingInt(PosteriorSample::chain).thenComparingLong(PosteriorSample::step);
  static final ModelFingerprint MODEL = new ModelFingerprint(Map.of("model", "'test'"));
  static final ChainGroups GROUPS = new ChainGroups(3, 2, MAX_PARALLELISM);

  private ChainHarnesses() {}

  static KeyedOneInputStreamOperatorTestHarness<Integer, GroupedRow, KnowledgeUpdate> harness(
      boolean rocksDb, int parallelism, int subtask) throws Exception {
    return harness(operator(GROUPS, "scalar"), rocksDb, parallelism, subtask);
  }

  static ChainOperator operator(ChainGroups groups, String engine) {
    return new ChainOperator(
        "test", MODEL, Streams.SPEC, groups, Streams.settings(), engine, Optional.empty());
  }

  static KeyedOneInputStreamOperatorTestHarness<Integer, GroupedRow, KnowledgeUpdate> harness(
      ChainOperator operator, boolean rocksDb, int parallelism, int subtask) throws Exception {
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

  static void learn(
      KeyedOneInputStreamOperatorTestHarness<Integer, GroupedRow, KnowledgeUpdate> harness,
      List<EncodedRow> rows,
      int... groups)
      throws Exception {
    for (EncodedRow row : rows) {
      for (int group : groups) {
        harness.processElement(new GroupedRow(group, row, 0), row.eventTime());
      }
    }
  }

  static List<PosteriorSample> samples(AbstractStreamOperatorTestHarness<KnowledgeUpdate> harness) {
    List<PosteriorSample> samples = new ArrayList<>();
    Harnesses.values(harness).forEach(update -> samples.add(update.sample()));
    samples.sort(BY_CHAIN);
    return samples;
  }

  static List<PosteriorSample> undisturbed(List<EncodedRow> rows, int from) throws Exception {
    try (var harness = harness(false, 1, 0)) {
      harness.open();
      learn(harness, rows.subList(0, from), 0, 1);
      harness.getOutput().clear();
      learn(harness, rows.subList(from, rows.size()), 0, 1);
      return samples(harness);
    }
  }

  /** The state of {@code GROUPS} after the first rows of the stream. */
  static OperatorSubtaskState stateAfter(List<EncodedRow> rows) throws Exception {
    var killed = harness(true, 1, 0);
    killed.open();
    learn(killed, rows, 0, 1);
    return Harnesses.kill(killed);
  }
}
