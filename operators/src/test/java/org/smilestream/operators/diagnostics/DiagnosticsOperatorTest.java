package org.smilestream.operators.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Score;
import org.smilestream.operators.Harnesses;
import org.smilestream.sampler.CounterRandom;

class DiagnosticsOperatorTest {

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, Prediction, ProbeDraw, DiagnosticsReport>
      harness() throws Exception {
    return harness(2);
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, Prediction, ProbeDraw, DiagnosticsReport>
      harness(int chains) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(new DiagnosticsOperator(chains)),
        Prediction::model,
        ProbeDraw::model,
        Types.STRING);
  }

  /** Median 0, central half [−1, 1], 90 % [−2, 2]; log density −1. */
  private static Prediction prediction(long sequence, double target) {
    return new Prediction(
        "r" + sequence,
        sequence,
        "m",
        sequence,
        new Provenance(Phase.SAMPLING, 8, 2, 10, 0, 1),
        new PredictiveSummary(0, 1.2, new double[] {-2, -1, 0, 1, 2}, 1, 0.4, null, null),
        null,
        target,
        new Score(-1, Double.NaN, Double.NaN));
  }

  private static void draw(
      KeyedTwoInputStreamOperatorTestHarness<String, Prediction, ProbeDraw, DiagnosticsReport>
          harness,
      int from,
      int to)
      throws Exception {
    for (int step = from; step < to; step++) {
      for (int chain = 0; chain < 2; chain++) {
        var random = CounterRandom.of(5, chain, step, CounterRandom.Use.MINIBATCH);
        float[] values = {(float) random.nextDouble(), (float) random.nextDouble()};
        harness.processElement2(new ProbeDraw("m", chain, true, values), 0);
      }
    }
  }

  @Test
  void scoresStartAfterTheFirstHundredRowsAndIgnoreRequests() throws Exception {
    try (var harness = harness()) {
      harness.open();
      draw(harness, 0, 100);
      for (int i = 0; i < 200; i++) {
        harness.processElement1(prediction(-1, Double.NaN), i);
        harness.processElement1(prediction(i, i < 100 ? 1000 : i % 2 == 0 ? 0.5 : 1.5), i);
      }

      List<DiagnosticsReport> reports = Harnesses.values(harness);
      assertThat(reports).hasSize(1);
      DiagnosticsReport report = reports.get(0);
      assertThat(report.scoredRows()).isEqualTo(100);
      assertThat(report.meanAbsoluteError()).isEqualTo(1);
      assertThat(report.coverage50()).isEqualTo(0.5);
      assertThat(report.coverage90()).isEqualTo(1);
      assertThat(report.logPredictiveDensity()).isEqualTo(-1);
      assertThat(report.rhat()).isBetween(0.95, 1.1);
      assertThat(report.ess()).isBetween(80.0, 400.0);
    }
  }

  @Test
  void scoresAndDrawsSurviveAFailure() throws Exception {
    DiagnosticsReport undisturbed;
    try (var harness = harness()) {
      harness.open();
      draw(harness, 0, 60);
      for (int i = 0; i < 200; i++) {
        harness.processElement1(prediction(i, 0.1 * (i % 30)), i);
      }
      undisturbed = Harnesses.values(harness).get(0);
    }
    var killed = harness();
    killed.open();
    draw(killed, 0, 30);
    for (int i = 0; i < 150; i++) {
      killed.processElement1(prediction(i, 0.1 * (i % 30)), i);
    }
    var state = Harnesses.kill(killed);
    try (var restored = harness()) {
      restored.initializeState(state);
      restored.open();
      draw(restored, 30, 60);
      for (int i = 150; i < 200; i++) {
        restored.processElement1(prediction(i, 0.1 * (i % 30)), i);
      }
      assertThat(Harnesses.values(restored)).containsExactly(undisturbed);
    }
  }

  /** A third chain has given nothing, then seven draws, then eight. */
  @Test
  void convergenceIsNotKnownBeforeEachChainHasEightDraws() throws Exception {
    try (var harness = harness(3)) {
      harness.open();
      draw(harness, 0, 60);
      for (int draws : new int[] {0, 7, 1}) {
        for (int i = 0; i < draws; i++) {
          harness.processElement2(new ProbeDraw("m", 2, true, new float[] {0.1f * i, 0.5f}), 0);
        }
        for (int i = 100; i < 200; i++) {
          harness.processElement1(prediction(i, 0.5), i);
        }
      }

      List<DiagnosticsReport> reports = Harnesses.values(harness);
      assertThat(reports).hasSize(3);
      assertThat(reports.subList(0, 2)).allMatch(report -> Double.isNaN(report.rhat()));
      assertThat(reports.subList(0, 2)).allMatch(report -> Double.isNaN(report.ess()));
      assertThat(reports.get(2).rhat()).isFinite();
    }
  }

  /** Chain 2 stood far off: with it the chains disagree, without it they do not. */
  @Test
  void drawsOfChainsThatRetireAreForgotten() throws Exception {
    var killed = harness(3);
    killed.open();
    draw(killed, 0, 60);
    for (int step = 0; step < 60; step++) {
      float[] farOff = {100 + step % 7, 100 + step % 5};
      killed.processElement2(new ProbeDraw("m", 2, true, farOff), 0);
    }
    var state = Harnesses.kill(killed);

    for (int chains : new int[] {3, 2}) {
      try (var restored = harness(chains)) {
        restored.initializeState(state);
        restored.open();
        for (int i = 100; i < 200; i++) {
          restored.processElement1(prediction(i, 0.5), i);
        }
        double rhat = Harnesses.values(restored).get(0).rhat();
        assertThat(rhat > 1.5).as("rhat of %d chains is %f", chains, rhat).isEqualTo(chains == 3);
      }
    }
  }
}
