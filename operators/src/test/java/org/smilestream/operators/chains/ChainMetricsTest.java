package org.smilestream.operators.chains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.TunerStatistics;
import org.smilestream.engine.Engines;
import org.smilestream.learner.ChainGroupLearner;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Streams;
import org.smilestream.operators.RecordedMetrics;

class ChainMetricsTest {

  /** Three chains, each twice; 150 rows of two numbers, a slot and a target. */
  @Test
  void showTheMemoryOfAGroupAndItsSteps() {
    LearnerSettings settings = Streams.settings();
    ChainGroupLearner learner =
        new ChainGroupLearner(
            "test",
            1,
            new int[] {1, 3, 5},
            Streams.SPEC,
            settings,
            Engines.find("scalar").create(Streams.SPEC, settings.engineRows()));
    RecordedMetrics recorded = new RecordedMetrics();
    ChainMetrics metrics = new ChainMetrics(recorded);

    for (EncodedRow row : Streams.rows(60)) {
      learner
          .learn(row, row.sequence() >= 55)
          .ifPresent(round -> metrics.report(round.statistics(), learner.stateBytes()));
    }

    int d = Streams.SPEC.dimension();
    assertThat(recorded.gauge("chains.group.1." + ChainGroupMetrics.STATE_BYTES.name()))
        .isEqualTo(3.0 * 2 * (40 * d + 80) + 150 * (8 * 2 + 4 + 8 + 8));
    assertThat(recorded.gauge("chains.group.1." + ChainGroupMetrics.STEPS.name())).isEqualTo(60.0);
    assertThat(recorded.gauge("chains.group.1." + ChainGroupMetrics.SKIPPED_STEPS.name()))
        .isEqualTo(0.0);

    assertThat(recorded.gauge("chains.group.1." + ChainGroupMetrics.STEPS_PER_ROW.name()))
        .isEqualTo(4.0);

    for (EncodedRow row : Streams.rows(65).subList(60, 65)) {
      learner
          .learn(row, false)
          .ifPresent(round -> metrics.report(round.statistics(), learner.stateBytes()));
    }
    assertThat(recorded.gauge("chains.group.1." + ChainGroupMetrics.STEPS.name())).isEqualTo(80.0);
    assertThat(recorded.gauge("chains.group.1." + ChainGroupMetrics.SKIPPED_STEPS.name()))
        .isEqualTo(20.0);
    assertThat((double) recorded.gauge("chains.group.1." + ChainGroupMetrics.STEPS_PER_ROW.name()))
        .as("two for a row of this round's ten")
        .isCloseTo(3.9, within(1e-12));
  }

  @Test
  void showTheChainsAtBothEndsAndTheWholeGroup() {
    RecordedMetrics recorded = new RecordedMetrics();
    ChainMetrics metrics = new ChainMetrics(recorded);
    metrics.report(statistics(100, Phase.TUNING), 1);
    metrics.report(statistics(140, Phase.SAMPLING), 1);

    String group = "chains.group.2.";
    assertThat(recorded.gauge(group + "stepSizeMin")).isEqualTo(0.1);
    assertThat(recorded.gauge(group + "stepSize")).isEqualTo(0.2);
    assertThat(recorded.gauge(group + "stepSizeMax")).isEqualTo(0.4);
    assertThat(recorded.gauge(group + "rejections")).isEqualTo(15.0);
    assertThat(recorded.gauge(group + "maxRejectedShare")).isEqualTo(0.1);
    assertThat(recorded.gauge(group + "chainsTuning")).isEqualTo(0.0);
    assertThat(recorded.gauge(group + "chainsSampling")).isEqualTo(3.0);
    assertThat(recorded.events(group + "stepsPerSecond")).isEqualTo(3 * 40);
  }

  /** Rates of these say how a chain fares now, whatever it did in the days before. */
  @Test
  void countWhatEachChainDoesFromNowOn() {
    RecordedMetrics recorded = new RecordedMetrics();
    ChainMetrics metrics = new ChainMetrics(recorded);
    metrics.report(statistics(100, new long[] {1, 14, 0}, new long[] {0, 5, 0}), 1);
    String group = "chains.group.2.";
    assertThat(recorded.count(group + "chain.5.steps")).isZero();
    metrics.report(statistics(140, new long[] {1, 24, 0}, new long[] {0, 2, 0}), 1);
    metrics.report(statistics(180, new long[] {1, 44, 0}, new long[] {0, 1, 0}), 1);

    assertThat(recorded.count(group + "chain.5.steps")).isEqualTo(80);
    assertThat(recorded.count(group + "chain.5.rejectedSteps")).isEqualTo(30);
    assertThat(recorded.count(group + "chain.5.divergentSteps")).isEqualTo(3);
    assertThat(recorded.count(group + "chain.2.steps")).isEqualTo(80);
    assertThat(recorded.count(group + "chain.2.rejectedSteps")).isZero();

    metrics.report(statistics(20, new long[3], new long[] {0, 0, 7}), 1);
    assertThat(recorded.count(group + "chain.5.steps")).as("begun anew").isEqualTo(80);
    assertThat(recorded.count(group + "chain.5.rejectedSteps")).isEqualTo(30);
    assertThat(recorded.count(group + "chain.8.divergentSteps")).isEqualTo(7);
  }

  @Test
  void theMedianOfAnEvenNumberOfChainsLiesBetweenTwo() {
    RecordedMetrics recorded = new RecordedMetrics();
    new ChainMetrics(recorded).report(statistics(100, Phase.SAMPLING, 0.5, 0.25, 1, 0.125), 1);

    assertThat(recorded.gauge("chains.group.2.stepSize")).isEqualTo(0.375);
  }

  @Test
  void showWhatTheCacheAndItsWriteBackDid() {
    RecordedMetrics recorded = new RecordedMetrics();
    ChainMetrics metrics = new ChainMetrics(recorded);
    assertThat(recorded.gauge("chains.chainBytes")).isEqualTo(Double.NaN);

    metrics.looked(false);
    metrics.looked(true);
    metrics.looked(true);
    metrics.writtenBack(4_096, 2_500_000);
    metrics.writtenBack(0, 1_000_000);

    assertThat(recorded.count("chains.cacheHits")).isEqualTo(2);
    assertThat(recorded.count("chains.cacheMisses")).isEqualTo(1);
    assertThat(recorded.gauge("chains.chainBytes")).isEqualTo(4_096.0);
    assertThat(recorded.gauge("chains.writeBackMillis")).isEqualTo(1.0);
  }

  private static TunerStatistics statistics(long steps, Phase phase) {
    return statistics(steps, phase, 0.2, 0.4, 0.1);
  }

  private static TunerStatistics statistics(long steps, Phase phase, double... some) {
    return statistics(steps, phase, new long[] {1, 14, 0}, new long[3], some);
  }

  private static TunerStatistics statistics(long steps, long[] rejections, long[] divergences) {
    return statistics(steps, Phase.SAMPLING, rejections, divergences, 0.2, 0.4, 0.1);
  }

  private static TunerStatistics statistics(
      long steps, Phase phase, long[] rejections, long[] divergences, double... some) {
    return new TunerStatistics(
        "m",
        2,
        new int[] {2, 5, 8},
        1,
        1,
        phase,
        100,
        steps,
        0,
        some,
        some,
        some,
        some,
        rejections,
        divergences,
        some,
        "scalar",
        null);
  }
}
