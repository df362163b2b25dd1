package org.smilestream.operators.chains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smilestream.operators.chains.ChainHarnesses.samples;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.TunerStatistics;
import org.smilestream.learner.Bits;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Streams;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.control.LiveChanges;
import org.smilestream.operators.control.LiveSettings;
import org.smilestream.operators.control.TestLiveSettings;
import org.smilestream.operators.metrics.OperatorMetrics;

/** What the chains make of changes that rows bring: 5 rows a round, 4 steps a row, 150 rows. */
class ChainControlTest {
  private static final List<EncodedRow> ROWS = Streams.rows(300);
  private static final LiveChanges OTHERS =
      LiveChanges.NONE.with(Map.of(TestLiveSettings.WINDOW, "60", TestLiveSettings.STEPS, "6"));

  private static ChainOperator operator(LearnerSettings settings) {
    return new ChainOperator(
        "test",
        ChainHarnesses.MODEL,
        Streams.SPEC,
        ChainHarnesses.GROUPS,
        settings,
        "scalar",
        Optional.empty());
  }

  private static ChainOperator controlled() {
    return operator(Streams.settings()).controlledBy(new TestLiveSettings());
  }

  private static KeyedOneInputStreamOperatorTestHarness<Integer, GroupedRow, KnowledgeUpdate>
      harness(ChainOperator operator, boolean rocksDb) throws Exception {
    return ChainHarnesses.harness(operator, rocksDb, 1, 0);
  }

  /**
   * @param changes that count from the row of their number on
   */
  private static void learn(
      KeyedOneInputStreamOperatorTestHarness<Integer, GroupedRow, KnowledgeUpdate> harness,
      int from,
      int to,
      Map<Integer, LiveChanges> changes)
      throws Exception {
    for (int i = from; i < to; i++) {
      for (int group = 0; group < 2; group++) {
        harness.processElement(
            new GroupedRow(group, ROWS.get(i), 0, changes.get(i)), ROWS.get(i).eventTime());
      }
    }
  }

  /** Those of group 0. */
  private static List<TunerStatistics> statistics(
      KeyedOneInputStreamOperatorTestHarness<Integer, GroupedRow, KnowledgeUpdate> harness) {
    return Harnesses.values(harness, ChainOperator.STATISTICS).stream()
        .filter(each -> each.group() == 0)
        .toList();
  }

  private static TunerStatistics at(List<TunerStatistics> statistics, long sequence) {
    return statistics.stream()
        .filter(each -> each.sequence() == sequence)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void optionsChangeAsTheyWouldByARestartWithOtherSettings(boolean rocksDb) throws Exception {
    List<PosteriorSample> live;
    try (var harness = harness(controlled(), rocksDb)) {
      harness.open();
      learn(harness, 0, 202, Map.of());
      harness.getOutput().clear();
      learn(harness, 202, 280, Map.of(202, OTHERS));
      live = samples(harness);
      TunerStatistics first = at(statistics(harness), 204);
      assertThat(first.event()).isEqualTo("learning.steps-per-row is 6, window.rows is 60");
      assertThat(first.windowRows()).isEqualTo(60);
      assertThat(first.steps() - at(statistics(harness), 199).steps()).isEqualTo(5 * 6);
      assertThat(at(statistics(harness), 209).event()).isNull();
    }
    OperatorSubtaskState state;
    try (var before = harness(operator(Streams.settings()), rocksDb)) {
      before.open();
      learn(before, 0, 202, Map.of());
      state = before.snapshot(1, 1);
    }
    LearnerSettings settings = new TestLiveSettings().with(OTHERS.options());
    try (var after = harness(operator(settings), rocksDb)) {
      after.initializeState(state);
      after.open();
      learn(after, 202, 280, Map.of());
      assertThat(live).isNotEmpty().usingRecursiveComparison(Bits.EXACT).isEqualTo(samples(after));
    }
  }

  @Test
  void aWindowThatGrowsKeepsTheRowsToCome() throws Exception {
    try (var harness = harness(controlled(), true)) {
      harness.open();
      LiveChanges larger = LiveChanges.NONE.with(Map.of(TestLiveSettings.WINDOW, "170"));
      learn(harness, 0, 220, Map.of(200, larger));

      assertThat(at(statistics(harness), 199).windowRows()).isEqualTo(150);
      assertThat(at(statistics(harness), 204).windowRows()).isEqualTo(155);
      assertThat(at(statistics(harness), 219).windowRows()).isEqualTo(170);
    }
  }

  /** Rows of the pause are in the window afterwards; no step was made in it. */
  @Test
  void inAPauseRowsAreKeptAndChainsRest() throws Exception {
    try (var harness = harness(controlled(), true)) {
      harness.open();
      learn(harness, 0, 100, Map.of());
      long steps = at(statistics(harness), 99).steps();
      harness.getOutput().clear();

      learn(harness, 100, 150, Map.of(100, LiveChanges.NONE.paused(true)));
      assertThat(harness.getOutput()).isEmpty();
      assertThat(statistics(harness).stream().filter(each -> each.sequence() > 99)).isEmpty();

      learn(harness, 150, 200, Map.of(150, LiveChanges.NONE));
      TunerStatistics first = at(statistics(harness), 154);
      assertThat(first.event()).isEqualTo("learning pauses; learning goes on");
      assertThat(first.windowRows()).isEqualTo(150);
      assertThat(first.steps()).isEqualTo(steps + 20);
      assertThat(samples(harness)).isNotEmpty();
    }
  }

  /** Also before the first round, which a pause may hold back. */
  @Test
  void aPauseIsAMetric() throws Exception {
    try (var harness = harness(controlled(), false)) {
      harness.open();
      learn(harness, 0, 10, Map.of(0, LiveChanges.NONE.paused(true)));
      harness.setProcessingTime(OperatorMetrics.INTERVAL_MILLIS);
      learn(harness, 10, 20, Map.of(10, LiveChanges.NONE));
      harness.setProcessingTime(2 * OperatorMetrics.INTERVAL_MILLIS);

      assertThat(Harnesses.values(harness, OperatorMetrics.REPORTS))
          .extracting(
              report -> report.values()[List.of(report.names()).indexOf("chains.group.0.paused")])
          .containsExactly(1.0, 0.0);
    }
  }

  /** Before the chains have started. */
  @Test
  void aPauseFromTheFirstRowOnLetsThemStartAtItsEnd() throws Exception {
    try (var harness = harness(controlled(), false)) {
      harness.open();
      learn(harness, 0, 60, Map.of(0, LiveChanges.NONE.paused(true), 50, LiveChanges.NONE));

      assertThat(statistics(harness).get(0).sequence()).isEqualTo(50);
      assertThat(statistics(harness).get(0).event()).startsWith("2 chains warmed on 51 rows");
    }
  }

  @Test
  void chainsAreWarmedAgainWhereThatIsAskedFor() throws Exception {
    try (var harness = harness(controlled(), true)) {
      harness.open();
      learn(harness, 0, 203, Map.of());
      assertThat(at(statistics(harness), 199).event()).isNull();
      learn(harness, 203, 204, Map.of(203, LiveChanges.NONE.rewarmed()));
      learn(harness, 204, 210, Map.of());

      assertThat(at(statistics(harness), 203).event()).startsWith("2 chains warmed on 150 rows");
      assertThat(at(statistics(harness), 204).event()).isNull();
    }
  }

  /** Changed options, and a pause, whatever is configured. */
  @Test
  void aRestoredJobKeepsWhatWasChanged() throws Exception {
    Map<Integer, LiveChanges> changes = new HashMap<>();
    changes.put(120, OTHERS);
    changes.put(140, OTHERS.paused(true));
    changes.put(190, OTHERS);
    List<PosteriorSample> undisturbed;
    try (var harness = harness(controlled(), false)) {
      harness.open();
      learn(harness, 0, 280, changes);
      undisturbed = samples(harness);
    }
    for (int failure : new int[] {119, 121, 150, 200}) {
      List<PosteriorSample> samples = new ArrayList<>();
      OperatorSubtaskState state;
      try (var killed = harness(controlled(), true)) {
        killed.open();
        learn(killed, 0, failure, changes);
        samples.addAll(samples(killed));
        state = killed.snapshot(1, 1);
      }
      try (var restored = harness(controlled(), true)) {
        restored.initializeState(state);
        restored.open();
        learn(restored, failure, 280, changes);
        samples.addAll(samples(restored));
      }
      samples.sort(
          Comparator.comparingInt(PosteriorSample::chain).thenComparingLong(PosteriorSample::step));
      assertThat(samples)
          .as("failure after %d rows", failure)
          .usingRecursiveComparison(Bits.EXACT)
          .isEqualTo(undisturbed);
    }
  }

  private static OperatorSubtaskState pausedWith(LiveChanges changes) throws Exception {
    try (var harness = harness(controlled(), true)) {
      harness.open();
      learn(harness, 0, 200, Map.of(180, changes.paused(true)));
      return harness.snapshot(1, 1);
    }
  }

  @Test
  void withoutAControlTopicTheConfigurationCounts() throws Exception {
    try (var harness = harness(operator(Streams.settings()), true)) {
      harness.initializeState(pausedWith(OTHERS));
      harness.open();
      learn(harness, 200, 300, Map.of());

      assertThat(statistics(harness).get(0).sequence()).isEqualTo(204);
      assertThat(at(statistics(harness), 299).windowRows()).isEqualTo(150);
    }
  }

  /** Nobody knows which of the two is meant. */
  @Test
  void whatDoesNotFitTheConfigurationAnyMoreIsOneSentence() throws Exception {
    LiveSettings others =
        new LiveSettings() {
          private static final long serialVersionUID = 1;

          @Override
          public void check(Map<String, String> options) {}

          @Override
          public LearnerSettings with(Map<String, String> options) {
            throw new IllegalArgumentException("option 'window.rows' cannot be 60");
          }
        };
    try (var harness = harness(operator(Streams.settings()).controlledBy(others), true)) {
      harness.initializeState(pausedWith(OTHERS));
      harness.open();

      assertThatThrownBy(() -> learn(harness, 200, 201, Map.of()))
          .isInstanceOf(SuppressRestartsException.class)
          .cause()
          .hasMessage(
              "What control records have changed does not fit the configuration: option"
                  + " 'window.rows' cannot be 60; change the configuration, or start without"
                  + " 'topic.control' to leave all of it out.");
    }
  }
}
