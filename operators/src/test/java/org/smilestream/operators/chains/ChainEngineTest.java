package org.smilestream.operators.chains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smilestream.operators.chains.ChainHarnesses.GROUPS;
import static org.smilestream.operators.chains.ChainHarnesses.harness;
import static org.smilestream.operators.chains.ChainHarnesses.learn;
import static org.smilestream.operators.chains.ChainHarnesses.operator;
import static org.smilestream.operators.chains.ChainHarnesses.samples;
import static org.smilestream.operators.chains.ChainHarnesses.stateAfter;
import static org.smilestream.operators.chains.ChainHarnesses.undisturbed;

import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.TunerStatistics;
import org.smilestream.engine.Engines;
import org.smilestream.engine.SwitchedEngineProvider;
import org.smilestream.learner.Bits;
import org.smilestream.learner.Streams;
import org.smilestream.operators.Harnesses;

/** Which engine the chains run on after a restart. */
class ChainEngineTest {
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
}
