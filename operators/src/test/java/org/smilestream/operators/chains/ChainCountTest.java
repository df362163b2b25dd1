package org.smilestream.operators.chains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smilestream.operators.chains.ChainHarnesses.MAX_PARALLELISM;
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
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.TunerStatistics;
import org.smilestream.learner.Bits;
import org.smilestream.learner.Streams;
import org.smilestream.operators.Harnesses;

/** Jobs that go on with another number of chains. */
class ChainCountTest {
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
}
