package org.smilestream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Scaler;
import org.smilestream.engine.Engines;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.sampler.ChainState;
import org.smilestream.sampler.CounterRandom;
import org.smilestream.sampler.SamplerSettings;

class ChainGroupLearnerTest {
  private static final int CHAINS = 2;

  private static ChainGroupLearner learner(int firstChain, LearnerSettings settings) {
    return new ChainGroupLearner(
        "test",
        0,
        IntStream.range(firstChain, firstChain + CHAINS).toArray(),
        Streams.SPEC,
        settings,
        Engines.find("scalar").create(Streams.SPEC, settings.engineRows()));
  }

  private static List<PosteriorSample> learn(ChainGroupLearner learner, List<EncodedRow> rows) {
    List<PosteriorSample> samples = new ArrayList<>();
    rows.forEach(
        row -> learner.learn(row, false).ifPresent(round -> samples.addAll(round.samples())));
    return samples;
  }

  @Test
  void threadsChangeNoBit() {
    LearnerSettings settings = Streams.settings();
    LogDensityEngine[] engines = new LogDensityEngine[CHAINS];
    Arrays.setAll(engines, i -> Engines.find("vector").create(Streams.SPEC, settings.engineRows()));
    int[] members = IntStream.range(0, CHAINS).toArray();
    ChainGroupLearner alone =
        new ChainGroupLearner(
            "test",
            0,
            members,
            Streams.SPEC,
            settings,
            Engines.find("vector").create(Streams.SPEC, settings.engineRows()));
    ChainGroupLearner together =
        new ChainGroupLearner("test", 0, members, Streams.SPEC, settings, List.of(engines));
    List<EncodedRow> rows = Streams.rows(200);

    assertThat(learn(together, rows))
        .isNotEmpty()
        .usingRecursiveComparison(Bits.EXACT)
        .isEqualTo(learn(alone, rows));
    assertThat(together.snapshot().chains())
        .usingRecursiveComparison(Bits.EXACT)
        .isEqualTo(alone.snapshot().chains());
    together.close();
    alone.close();
  }

  @Test
  void livesThroughWarmUpTuningAndSampling() {
    ChainGroupLearner learner = learner(0, Streams.settings());
    List<EncodedRow> rows = Streams.rows(200);

    assertThat(learn(learner, rows.subList(0, 39))).isEmpty();
    assertThat(learner.phase()).isEqualTo(Phase.WARMING_UP);

    List<PosteriorSample> first = learn(learner, rows.subList(39, 40));
    assertThat(first).hasSize(CHAINS);
    assertThat(first.get(0).lastSequence()).isEqualTo(39);
    assertThat(learner.phase()).isEqualTo(Phase.TUNING);

    learn(learner, rows.subList(40, 200));
    assertThat(learner.phase()).isEqualTo(Phase.SAMPLING);
    assertThat(learner.snapshot().chains().get(0).step()).isEqualTo(620);
  }

  @Test
  void everySampleCarriesTheLastRowItLearnedFrom() {
    List<PosteriorSample> samples = learn(learner(0, Streams.settings()), Streams.rows(120));

    assertThat(samples)
        .allSatisfy(
            sample -> {
              assertThat((sample.lastSequence() + 1) % 5).isZero();
              assertThat(sample.lastEventTime()).isEqualTo(1000 * sample.lastSequence());
              assertThat(sample.probeOutputs()).hasSize(ChainGroupLearner.PROBE_ROWS);
              assertThat(sample.slot()).isBetween(0, 3);
            });
  }

  /**
   * 40 steps a cycle, a sample every tenth: the warm starts' positions and three of four others.
   */
  @Test
  void positionsOfAnExplorationAreNoSamples() {
    LearnerSettings settings = Streams.settings(SamplerSettings.Name.CYCLICAL_SGLD, 40);
    ChainGroupLearner learner = learner(0, settings);

    List<PosteriorSample> samples = learn(learner, Streams.rows(79));

    // Warm at row 40; rounds of 20 steps after rows 45, 50 … 75.
    List<Long> steps = samples.stream().filter(s -> s.chain() == 0).map(s -> s.step()).toList();
    assertThat(steps).containsExactly(0L, 20L, 30L, 40L, 60L, 70L, 80L, 100L, 110L, 120L, 140L);
    assertThat(samples).hasSize(CHAINS * steps.size());
    assertThat(learner.snapshot().emitted()).isEqualTo(steps.size());
    assertThat(samples.stream().filter(s -> s.chain() == 1).map(PosteriorSample::slot))
        .containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2);
  }

  @Test
  void sameRowsSameBits() {
    List<PosteriorSample> one = learn(learner(0, Streams.settings()), Streams.rows(150));
    List<PosteriorSample> two = learn(learner(0, Streams.settings()), Streams.rows(150));

    assertThat(two).usingRecursiveComparison(Bits.EXACT).isEqualTo(one);
  }

  @Test
  void chainsOfOtherNumbersTakeOtherPaths() {
    List<PosteriorSample> one = learn(learner(0, Streams.settings()), Streams.rows(50));
    List<PosteriorSample> two = learn(learner(CHAINS, Streams.settings()), Streams.rows(50));

    assertThat(two.get(0).position()).isNotEqualTo(one.get(0).position());
    assertThat(one.get(1).position()).isNotEqualTo(one.get(0).position());
  }

  /** At every point of its life: before and after the warm start, in the middle of a round. */
  @ParameterizedTest
  @EnumSource(names = {"PSMILE", "SGLD", "SGHMC", "CYCLICAL_SGLD"})
  void aRestoredLearnerContinuesBitForBit(SamplerSettings.Name name) {
    LearnerSettings settings = Streams.settings(name, 40);
    List<EncodedRow> rows = Streams.rows(260);
    for (int stop : new int[] {20, 40, 83, 200}) {
      ChainGroupLearner undisturbed = learner(0, settings);
      ChainGroupLearner killed = learner(0, settings);
      learn(undisturbed, rows.subList(0, stop));
      learn(killed, rows.subList(0, stop));

      ChainGroupLearner restored = learner(0, settings);
      int oldest = Math.max(0, stop - settings.memory().rows());
      restored.restore(rows.subList(oldest, stop), killed.snapshot());

      assertThat(learn(restored, rows.subList(stop, 260)))
          .as("stopped after %d rows", stop)
          .usingRecursiveComparison(Bits.EXACT)
          .isEqualTo(learn(undisturbed, rows.subList(stop, 260)));
    }
  }

  /** Rounds of 20 steps after rows 45, 50, …; a sample every tenth step. */
  @Test
  void roundsAreLeftOutWhileTheGroupIsBehind() {
    ChainGroupLearner learner = learner(0, Streams.settings());
    List<EncodedRow> rows = Streams.rows(79);
    learn(learner, rows.subList(0, 50));
    assertThat(learner.snapshot().chains().get(0).step()).isEqualTo(40);

    rows.subList(50, 60).forEach(row -> assertThat(learner.learn(row, true)).isEmpty());

    assertThat(learner.snapshot().skippedSteps()).isEqualTo(40);
    assertThat(learner.snapshot().chains().get(0).step()).isEqualTo(40);
    List<PosteriorSample> samples = new ArrayList<>();
    for (EncodedRow row : rows.subList(60, 65)) {
      learner
          .learn(row, false)
          .ifPresent(
              round -> {
                samples.addAll(round.samples());
                assertThat(round.statistics().steps()).isEqualTo(60);
                assertThat(round.statistics().skippedSteps()).isEqualTo(40);
                assertThat(round.statistics().windowRows()).isEqualTo(65);
              });
    }
    assertThat(samples).extracting(PosteriorSample::step).containsExactly(50L, 50L, 60L, 60L);
    assertThat(samples).extracting(PosteriorSample::lastSequence).containsOnly(64L);
  }

  @Test
  void warmStartsAreMadeThoughTheGroupIsBehind() {
    ChainGroupLearner learner = learner(0, Streams.settings());

    Streams.rows(80).forEach(row -> learner.learn(row, true));

    assertThat(learner.snapshot().lastWarmStart()).isEqualTo(80);
    assertThat(learner.snapshot().chains().get(0).step()).isZero();
  }

  /** After the last warm start a round is due every fifth row from 85 on. */
  @Test
  void whatIsBehindForEverMakesOneRoundInAHundred() {
    ChainGroupLearner learner = learner(0, Streams.settings());
    List<EncodedRow> rows = Streams.rows(80 + 5 * 250);
    learn(learner, rows.subList(0, 80));
    long before = learner.snapshot().chains().get(0).step();

    List<Long> rounds = new ArrayList<>();
    for (EncodedRow row : rows.subList(80, rows.size())) {
      learner.learn(row, true).ifPresent(round -> rounds.add(round.statistics().sequence()));
    }

    assertThat(rounds).containsExactly(80L + 500 - 1, 80L + 1000 - 1);
    assertThat(learner.snapshot().chains().get(0).step()).isEqualTo(before + 2 * 20);
    assertThat(learner.snapshot().skippedSteps()).isEqualTo(20 * 248);
  }

  @Test
  void learnsTheFunctionAndItsNoise() {
    ChainGroupLearner learner = learner(0, Streams.settings());
    learn(learner, Streams.rows(400));

    double[][] outputs = new double[2][1];
    var batch = org.smilestream.model.Minibatch.forModel(Streams.SPEC, 1);
    batch.numeric(0)[0] = 0.5;
    batch.numeric(1)[0] = -0.5;
    batch.categories(0)[0] = 2;
    batch.setRows(1, 1);
    for (ChainState chain : learner.snapshot().chains()) {
      Engines.find("scalar").create(Streams.SPEC, 1).outputs(chain.position(), batch, outputs);
      assertThat(outputs[0][0]).as("mean, truth 1.75").isBetween(1.45, 2.05);
      assertThat(Math.exp(outputs[1][0])).as("noise, truth 0.1").isBetween(0.05, 0.3);
    }
  }

  /** One of ten stands at the limit and is never drawn; with two of them all ten are. */
  @Test
  void theWindowSetsAsideWhatStandsAtTheLimitUnlessItIsMuch() {
    Window window = new Window(Streams.SPEC, 10);
    List<EncodedRow> rows = Streams.rows(40);
    rows.subList(0, 12).forEach(window::put);
    window.put(atLimit(rows.get(12)));

    assertThat(window.weight()).isEqualTo(9);
    assertThat(window.numbers()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    for (int capacity : new int[] {4, 16}) {
      var batch = org.smilestream.model.Minibatch.forModel(Streams.SPEC, capacity);
      for (int draw = 0; draw < 50; draw++) {
        window.draw(CounterRandom.of(1, 0, draw, CounterRandom.Use.MINIBATCH), batch);
        assertThat(batch.rows()).isEqualTo(Math.min(9, capacity));
        assertThat(Arrays.copyOf(batch.targets(), batch.rows())).doesNotContain(-30.0);
      }
    }

    window.put(atLimit(rows.get(13)));
    assertThat(window.weight()).isEqualTo(10);
    assertThat(window.numbers()).hasSize(10);

    rows.subList(14, 24).forEach(window::put);
    assertThat(window.weight()).isEqualTo(10);
    window.put(atLimit(rows.get(24)));
    assertThat(window.weight()).isEqualTo(9);
  }

  private static EncodedRow atLimit(EncodedRow row) {
    return new EncodedRow(
        row.sequence(),
        row.id(),
        row.eventTime(),
        row.numeric(),
        row.categories(),
        -Scaler.LIMIT,
        -1e9,
        1);
  }

  @Test
  void theWindowForgets() {
    Window window = new Window(Streams.SPEC, 10);
    List<EncodedRow> rows = Streams.rows(25);
    rows.forEach(window::put);
    var batch = org.smilestream.model.Minibatch.forModel(Streams.SPEC, 16);

    int[] all = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    window.gather(all, 0, 10, batch);

    assertThat(batch.rows()).isEqualTo(10);
    double[] newest = rows.subList(15, 25).stream().mapToDouble(EncodedRow::target).toArray();
    assertThat(Arrays.copyOf(batch.targets(), 10)).containsExactlyInAnyOrder(newest);
  }
}
