package org.smilestream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.TunerStatistics;
import org.smilestream.engine.Engines;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.sampler.ChainState;

/** A stream that changes for good at row 1,500, and one that does not. */
class DriftTest {
  private static final int CHANGE = 1_500;
  private static final DriftSettings FORGETS = new DriftSettings(50, true);
  private static final DriftSettings REPORTS = new DriftSettings(50, false);

  /** Alarms at the smallest rise: as many false ones as there can be. */
  private static final DriftSettings NERVOUS = new DriftSettings(1, true);

  private record Run(ChainGroupLearner learner, List<TunerStatistics> events, double[] scores) {

    double meanScore(int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += scores[i];
      }
      return sum / (to - from);
    }
  }

  private static List<EncodedRow> changing() {
    List<EncodedRow> rows = new ArrayList<>();
    for (EncodedRow row : Streams.rows(3_000)) {
      double target = row.sequence() < CHANGE ? row.target() : -row.target();
      rows.add(
          new EncodedRow(
              row.sequence(),
              row.id(),
              row.eventTime(),
              row.numeric(),
              row.categories(),
              target,
              target,
              1));
    }
    return rows;
  }

  private static ChainGroupLearner learner(DriftSettings drift) {
    LearnerSettings settings = Streams.settings(drift);
    return new ChainGroupLearner("m", 0, new int[] {0, 1, 2}, Streams.SPEC, settings, engine());
  }

  private static LogDensityEngine engine() {
    return Engines.find("scalar")
        .create(Streams.SPEC, Streams.settings(DriftSettings.OFF).engineRows());
  }

  /** Learns from all rows, each scored before by the chains as they are. */
  private static Run run(DriftSettings drift, List<EncodedRow> rows) {
    ChainGroupLearner learner = learner(drift);
    RowScores scores = new RowScores(Streams.SPEC, engine());
    List<TunerStatistics> events = new ArrayList<>();
    double[] scored = new double[rows.size()];
    for (EncodedRow row : rows) {
      List<ChainState> chains = learner.snapshot().chains();
      if (!chains.isEmpty()) {
        Window single = new Window(Streams.SPEC, 1);
        single.put(row);
        scored[(int) row.sequence()] =
            scores.logDensity(
                single, 0, chains.stream().map(ChainState::position).toArray(double[][]::new));
      }
      learner
          .learn(row, false)
          .map(ChainGroupLearner.Round::statistics)
          .filter(DriftEvents::isOfDrift)
          .ifPresent(events::add);
    }
    return new Run(learner, events, scored);
  }

  @Test
  void whatCameBeforeAChangeIsForgotten() {
    Run forgets = run(FORGETS, changing());

    assertThat(forgets.events()).hasSize(2);
    TunerStatistics alarm = forgets.events().get(0);
    TunerStatistics trial = forgets.events().get(1);
    assertThat(DriftEvents.isAlarm(alarm)).isTrue();
    assertThat(alarm.sequence()).isBetween((long) CHANGE, CHANGE + 50L);
    assertThat(DriftEvents.isAlarm(trial)).isFalse();
    assertThat(trial.event()).contains("the rows before are forgotten");
    assertThat(trial.windowRows()).isBetween(100L, 160L);
    assertThat(forgets.learner().snapshot().drift().windowStart())
        .isBetween(CHANGE - 40L, CHANGE + 10L);
  }

  @Test
  void theScoresRecoverSooner() {
    Run forgets = run(FORGETS, changing());
    Run reports = run(REPORTS, changing());

    assertThat(reports.events()).isNotEmpty().allMatch(DriftEvents::isAlarm);
    assertThat(reports.learner().snapshot().drift().windowStart()).isZero();
    assertThat(forgets.meanScore(CHANGE + 100, CHANGE + 600))
        .isGreaterThan(reports.meanScore(CHANGE + 100, CHANGE + 600) + 0.5);
  }

  @Test
  void falseAlarmsOfAStreamThatStaysTheSameChangeNoBit() {
    List<EncodedRow> rows = Streams.rows(2_000);
    Run nervous = run(NERVOUS, rows);
    Run calm = run(DriftSettings.OFF, rows);

    assertThat(nervous.events()).hasSizeGreaterThan(10);
    assertThat(nervous.events())
        .filteredOn(event -> !DriftEvents.isAlarm(event))
        .isNotEmpty()
        .allSatisfy(trial -> assertThat(trial.event()).contains("all rows are kept"));
    assertThat(nervous.learner().snapshot().chains())
        .usingRecursiveComparison(Bits.EXACT)
        .isEqualTo(calm.learner().snapshot().chains());
    // The next 1,000 rows are therefore predicted as without the watch.
    assertThat(nervous.meanScore(1_000, 2_000)).isEqualTo(calm.meanScore(1_000, 2_000));
  }

  @Test
  void whatWasForgottenStaysForgottenAfterARestore() {
    List<EncodedRow> rows = changing();
    int killedAt = CHANGE + 210;
    ChainGroupLearner killed = learner(FORGETS);
    rows.subList(0, killedAt).forEach(row -> killed.learn(row, false));
    assertThat(killed.snapshot().drift().windowStart()).isPositive();

    ChainGroupLearner restored = learner(FORGETS);
    restored.restore(rows.subList(killedAt - 600, killedAt), killed.snapshot());
    for (EncodedRow row : rows.subList(killedAt, rows.size())) {
      killed.learn(row, false);
      restored.learn(row, false);
    }

    assertThat(restored.snapshot().drift()).isEqualTo(killed.snapshot().drift());
    assertThat(restored.snapshot().chains())
        .usingRecursiveComparison(Bits.EXACT)
        .isEqualTo(killed.snapshot().chains());
  }
}
