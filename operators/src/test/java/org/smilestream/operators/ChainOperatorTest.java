package org.smilestream.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
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
import org.smilestream.data.Phase;
import org.smilestream.data.Posterior;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;
import org.smilestream.data.TunerStatistics;
import org.smilestream.engine.Engines;
import org.smilestream.engine.SwitchedEngineProvider;
import org.smilestream.learner.Bits;
import org.smilestream.learner.Streams;
import org.smilestream.sampler.UnclosableChainGroupProvider;

class ChainOperatorTest {
  private static final int MAX_PARALLELISM = 128;
  private static final Comparator<PosteriorSample> BY_CHAIN =
      Comparator.comparingInt(PosteriorSample::chain).thenComparingLong(PosteriorSample::step);
  private static final ModelFingerprint MODEL = new ModelFingerprint(Map.of("model", "'test'"));
  private static final ChainGroups GROUPS = new ChainGroups(3, 2, MAX_PARALLELISM);

  private static KeyedOneInputStreamOperatorTestHarness<Integer, GroupedRow, KnowledgeUpdate>
      harness(boolean rocksDb, int parallelism, int subtask) throws Exception {
    return harness(operator(GROUPS, "scalar"), rocksDb, parallelism, subtask);
  }

  /** Two chains of zeros and ones; the third chain starts where the first does. */
  private static Posterior posterior(float first) {
    List<PosteriorSample> samples = new ArrayList<>();
    for (int chain = 0; chain < 2; chain++) {
      float[] position = new float[Streams.SPEC.dimension()];
      Arrays.fill(position, first + chain);
      samples.add(
          new PosteriorSample("test", chain, 0, 900, Phase.SAMPLING, 70, 70, 1, position, null));
    }
    return new Posterior(
        new Scaler(1, 40, new double[2], new double[] {1, 1}, 0, 1), List.of(), samples);
  }

  private static ChainOperator startingFrom(Posterior start) {
    return new ChainOperator(
        "test",
        MODEL,
        Streams.SPEC,
        GROUPS,
        Streams.settings(),
        "scalar",
        Optional.ofNullable(start));
  }

  /** Rest until the window of 150 rows is full, then 200 steps of tuning, 20 in a round. */
  @Test
  void chainsThatStartFromAPosteriorRestTuneAndSample() throws Exception {
    try (var harness = harness(startingFrom(posterior(0)), true, 1, 0)) {
      harness.open();
      learn(harness, Streams.rows(149), 0, 1);
      assertThat(harness.getOutput()).isEmpty();
      assertThat(Harnesses.values(harness, ChainOperator.STATISTICS)).isEmpty();

      learn(harness, Streams.rows(260).subList(149, 260), 0, 1);

      assertThat(Harnesses.values(harness, ChainOperator.STATISTICS).get(0).event())
          .isEqualTo("2 chains set out from the posterior that they were given, on 150 rows");
      List<PosteriorSample> samples = samples(harness);
      assertThat(samples).extracting(PosteriorSample::phase).containsOnly(Phase.SAMPLING);
      for (int chain = 0; chain < 3; chain++) {
        int wanted = chain;
        List<PosteriorSample> own = samples.stream().filter(s -> s.chain() == wanted).toList();
        assertThat(own.get(0).step()).isEqualTo(200);
        assertThat(own.get(0).lastSequence()).isEqualTo(199);
        assertThat(own.get(0).slot()).isZero();
      }
    }
  }

  /** Before, at and after the end of the rest; whatever the restored job is to start from. */
  @Test
  void aRestoredJobIgnoresWhatItIsToStartFrom() throws Exception {
    List<EncodedRow> rows = Streams.rows(260);
    List<PosteriorSample> undisturbed;
    try (var harness = harness(startingFrom(posterior(0)), false, 1, 0)) {
      harness.open();
      learn(harness, rows, 0, 1);
      undisturbed = samples(harness);
    }
    for (int failure : new int[] {1, 149, 150, 180, 199}) {
      for (Posterior other : new Posterior[] {null, posterior(7)}) {
        var killed = harness(startingFrom(posterior(0)), true, 1, 0);
        killed.open();
        learn(killed, rows.subList(0, failure), 0, 1);
        assertThat(samples(killed)).isEmpty();
        OperatorSubtaskState state = Harnesses.kill(killed);

        try (var restored = harness(startingFrom(other), true, 1, 0)) {
          restored.initializeState(state);
          restored.open();
          learn(restored, rows.subList(failure, rows.size()), 0, 1);
          assertThat(samples(restored))
              .as("failure after %d rows", failure)
              .usingRecursiveComparison(Bits.EXACT)
              .isEqualTo(undisturbed);
        }
      }
    }
    try (var harness = harness(startingFrom(posterior(7)), false, 1, 0)) {
      harness.open();
      learn(harness, rows, 0, 1);
      assertThat(samples(harness).get(0).position())
          .as("another start")
          .isNotEqualTo(undisturbed.get(0).position());
    }
  }

  private static ChainOperator operator(ChainGroups groups, String engine) {
    return new ChainOperator(
        "test", MODEL, Streams.SPEC, groups, Streams.settings(), engine, Optional.empty());
  }

  private static KeyedOneInputStreamOperatorTestHarness<Integer, GroupedRow, KnowledgeUpdate>
      harness(ChainOperator operator, boolean rocksDb, int parallelism, int subtask)
          throws Exception {
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
        harness.processElement(new GroupedRow(group, row, 0), row.eventTime());
      }
    }
  }

  private static List<PosteriorSample> samples(
      AbstractStreamOperatorTestHarness<KnowledgeUpdate> harness) {
    List<PosteriorSample> samples = new ArrayList<>();
    Harnesses.values(harness).forEach(update -> samples.add(update.sample()));
    samples.sort(BY_CHAIN);
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

  /** The state of {@code GROUPS} after the first rows of the stream. */
  private static OperatorSubtaskState stateAfter(List<EncodedRow> rows) throws Exception {
    var killed = harness(true, 1, 0);
    killed.open();
    learn(killed, rows, 0, 1);
    return Harnesses.kill(killed);
  }

  @Test
  void fewerChainsRetireTheYoungestAndTheOthersGoOnAsTheyWould() throws Exception {
    List<EncodedRow> rows = Streams.rows(250);
    // Group 0 has chain 0 alone from here on, group 1 still chain 1.
    try (var restored =
        harness(operator(new ChainGroups(2, 2, MAX_PARALLELISM), "scalar"), true, 1, 0)) {
      restored.initializeState(stateAfter(rows.subList(0, 150)));
      restored.open();
      learn(restored, rows.subList(150, 250), 0, 1);

      List<PosteriorSample> samples = samples(restored);
      assertThat(samples).extracting(PosteriorSample::chain).containsOnly(0, 1);
      assertThat(samples.stream().filter(each -> each.chain() == 1))
          .usingRecursiveFieldByFieldElementComparator(Bits.EXACT)
          .containsExactlyElementsOf(
              undisturbed(rows, 150).stream().filter(each -> each.chain() == 1).toList());

      // Chain 2 is not found again by a job that has it once more: it begins beside chain 0.
      try (var again = harness(true, 1, 0)) {
        again.initializeState(restored.snapshot(1, 1));
        again.open();
        learn(again, Streams.rows(255).subList(250, 255), 0);
        assertThat(samples(again)).extracting(PosteriorSample::chain).containsOnly(0);
      }
    }
  }

  @Test
  void newChainsStartBesideTheOthersAndTuneBeforeTheyAreSampled() throws Exception {
    List<EncodedRow> rows = Streams.rows(280);
    // Group 0 had chains 0 and 2 and gets 4; group 1 had chain 1 and gets 3 and 5.
    ChainGroups more = new ChainGroups(6, 2, MAX_PARALLELISM);
    OperatorSubtaskState state = stateAfter(rows.subList(0, 200));
    try (var restored = harness(operator(more, "scalar"), true, 1, 0)) {
      restored.initializeState(state);
      restored.open();
      learn(restored, rows.subList(200, 245), 0, 1);
      assertThat(samples(restored)).extracting(PosteriorSample::chain).containsOnly(0, 1, 2);
      List<TunerStatistics> first = Harnesses.values(restored, ChainOperator.STATISTICS);
      assertThat(first.get(first.size() - 1).chains()).containsExactly(1, 3, 5);
      assertThat(first.get(first.size() - 1).stepSizes()).hasSize(3).doesNotContain(0);
      OperatorSubtaskState tuning = restored.snapshot(2, 2);

      restored.getOutput().clear();
      learn(restored, rows.subList(245, 280), 0, 1);
      List<PosteriorSample> samples = samples(restored);
      // 200 steps of tuning are the 50 rows to 250.
      assertThat(samples.stream().filter(each -> each.chain() >= 3))
          .isNotEmpty()
          .allSatisfy(
              each -> {
                assertThat(each.phase()).isEqualTo(Phase.SAMPLING);
                assertThat(each.lastSequence()).isGreaterThanOrEqualTo(249);
              });
      assertThat(samples).extracting(PosteriorSample::chain).contains(3, 4, 5);
      assertThat(samples.stream().filter(each -> each.lastSequence() == 279 && each.step() == 940))
          .hasSize(6)
          .extracting(each -> each.position()[0])
          .doesNotHaveDuplicates();

      // A failure while they tune changes nothing.
      try (var again = harness(operator(more, "scalar"), true, 1, 0)) {
        again.initializeState(tuning);
        again.open();
        learn(again, rows.subList(245, 280), 0, 1);
        assertThat(samples(again)).usingRecursiveComparison(Bits.EXACT).isEqualTo(samples);
      }
    }
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

  @Test
  void chainsStayOnTheEngineThatTheyBeganWith() throws Exception {
    List<EncodedRow> rows = Streams.rows(150);
    OperatorSubtaskState state = stateAfter(rows.subList(0, 70));
    for (String engine : List.of(Engines.AUTO, "vector")) {
      try (var restored = harness(operator(GROUPS, engine), true, 1, 0)) {
        restored.initializeState(state);
        restored.open();
        learn(restored, rows.subList(70, 150), 0, 1);

        assertThat(Harnesses.values(restored, ChainOperator.STATISTICS))
            .extracting(TunerStatistics::engine)
            .containsOnly("scalar");
        assertThat(samples(restored))
            .usingRecursiveComparison(Bits.EXACT)
            .isEqualTo(undisturbed(rows, 70));
      }
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
  void anEngineThatNoLongerStartsIsReplacedUnderAutoAndARecordTellsOfIt() throws Exception {
    List<EncodedRow> rows = Streams.rows(150);
    OperatorSubtaskState state;
    SwitchedEngineProvider.on = true;
    try (var before = harness(operator(GROUPS, SwitchedEngineProvider.NAME), true, 1, 0)) {
      before.open();
      learn(before, rows.subList(0, 70), 0, 1);
      state = Harnesses.kill(before);
    } finally {
      SwitchedEngineProvider.on = false;
    }
    try (var restored = harness(operator(GROUPS, Engines.AUTO), true, 1, 0)) {
      restored.initializeState(state);
      restored.open();
      learn(restored, rows.subList(70, 150), 0, 1);

      List<TunerStatistics> records = Harnesses.values(restored, ChainOperator.STATISTICS);
      assertThat(records).extracting(TunerStatistics::engine).containsOnly("vector");
      assertThat(records)
          .extracting(TunerStatistics::event)
          .filteredOn(event -> event != null && event.contains("other bits"))
          .as("one record of each group")
          .hasSize(2)
          .allSatisfy(
              event ->
                  assertThat(event)
                      .contains("the chains of engine 'switched' go on with engine 'vector'")
                      .contains("did not start: switched (it is off)"));
    }
    try (var restored = harness(operator(GROUPS, "vector"), true, 1, 0)) {
      restored.initializeState(state);
      restored.open();
      assertThatThrownBy(() -> learn(restored, rows.subList(70, 71), 0, 1))
          .hasMessage(
              "engine 'switched' cannot run here: it is off; the chains began with it, and go on"
                  + " with another one where 'engine' is 'auto'");
    }
  }

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
