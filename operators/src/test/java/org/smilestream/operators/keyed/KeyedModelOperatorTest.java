package org.smilestream.operators.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.smilestream.operators.keyed.KeyedHarnesses.KEYS;
import static org.smilestream.operators.keyed.KeyedHarnesses.assertSame;
import static org.smilestream.operators.keyed.KeyedHarnesses.harness;
import static org.smilestream.operators.keyed.KeyedHarnesses.learn;
import static org.smilestream.operators.keyed.KeyedHarnesses.open;
import static org.smilestream.operators.keyed.KeyedHarnesses.predictions;
import static org.smilestream.operators.keyed.KeyedHarnesses.row;
import static org.smilestream.operators.keyed.KeyedHarnesses.rows;
import static org.smilestream.operators.keyed.KeyedHarnesses.rowsOfAllKeys;
import static org.smilestream.operators.keyed.KeyedHarnesses.settings;
import static org.smilestream.operators.keyed.KeyedHarnesses.undisturbed;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smilestream.data.MetricsReport;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.Question;
import org.smilestream.data.Row;
import org.smilestream.data.TunerStatistics;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.metrics.OperatorMetrics;

class KeyedModelOperatorTest {
  private static KeyedRow request(String key, double x) {
    Row row = row("q", 500_000, new double[] {x, 0}, "c0", Double.NaN, 0);
    return new KeyedRow(key, row, true);
  }

  @Test
  void eachKeyIsPredictedByItsOwnModelBeforeItIsLearnedFrom() throws Exception {
    try (var harness = open(settings())) {
      learn(harness, rowsOfAllKeys(200));

      List<Prediction> predictions = predictions(harness);
      assertThat(predictions).hasSize(5 * 200);
      for (String key : KEYS) {
        List<Prediction> own =
            predictions.stream().filter(p -> p.model().equals("test/" + key)).toList();
        for (int i = 0; i < own.size(); i++) {
          assertThat(own.get(i).sequence()).isEqualTo(i);
          assertThat(own.get(i).id()).isEqualTo(key + i);
        }
        assertThat(own.get(0).number()).as("nothing is known").isNull();
        assertThat(own.get(39).provenance().phase()).isEqualTo(Phase.WARMING_UP);
        assertThat(own.get(40).provenance().phase()).isEqualTo(Phase.TUNING);
        assertThat(own.get(199).provenance().phase()).isEqualTo(Phase.SAMPLING);
        assertThat(own.get(199).provenance().samples()).isEqualTo(2 * 4);
        // The targets of a key have a deviation of its slope; what is learned is far closer.
        double error =
            own.subList(150, 200).stream()
                .mapToDouble(p -> Math.abs(p.target() - p.number().mean()))
                .average()
                .orElseThrow();
        assertThat(error).as(key).isLessThan(0.25 * (1 + KEYS.indexOf(key)));
      }
    }
  }

  @Test
  void metricsAreTold() throws Exception {
    try (var harness = open(settings())) {
      learn(harness, rowsOfAllKeys(50));
      harness.setProcessingTime(OperatorMetrics.INTERVAL_MILLIS);

      MetricsReport report = Harnesses.values(harness, OperatorMetrics.REPORTS).get(0);
      List<String> names = List.of(report.names());
      assertThat(names)
          .containsExactlyInAnyOrderElementsOf(
              KeyedModelMetrics.ALL.stream().map(metric -> "keys." + metric.name()).toList());
      assertThat(report.values()[names.indexOf("keys.models")]).isEqualTo(KEYS.size());
      assertThat(report.values()[names.indexOf("keys.created")]).isEqualTo(KEYS.size());
      assertThat(report.values()[names.indexOf("keys.observations")]).isEqualTo(50 * KEYS.size());
      assertThat(report.values()[names.indexOf("keys.refusedRows")]).isZero();
    }
  }

  @Test
  void whatAKeyLearnsDoesNotDependOnOtherKeys() throws Exception {
    List<Prediction> together = undisturbed(rowsOfAllKeys(120));

    for (String key : KEYS) {
      assertSame(
          undisturbed(rows(key, 120)),
          together.stream().filter(p -> p.model().equals("test/" + key)).toList());
    }
  }

  @Test
  void keysWithTheSameRowsHaveChainsOfTheirOwn() throws Exception {
    List<KeyedRow> rows = new ArrayList<>();
    for (KeyedRow row : rows("oslo", 60)) {
      rows.add(row);
      rows.add(new KeyedRow("moss", row.row(), false));
    }
    List<Prediction> predictions = undisturbed(rows);

    assertThat(predictions.get(59).number().mean())
        .isNotEqualTo(predictions.get(119).number().mean());
  }

  @Test
  void rowsThatWaitLeaveInTheOrderOfTime() throws Exception {
    try (var harness = open(settings())) {
      for (long time : new long[] {30, 10, 20}) {
        harness.processElement(row("oslo", time), time);
      }
      harness.processWatermark(20);

      assertThat(predictions(harness))
          .extracting(Prediction::id)
          .containsExactly("oslo10", "oslo20");
    }
  }

  @Test
  void requestsAreAnsweredAtOnceAndLeaveNothingBehind() throws Exception {
    List<KeyedRow> rows = rowsOfAllKeys(200);
    try (var harness = open(settings())) {
      learn(harness, rows.subList(0, 500));
      harness.getOutput().clear();
      harness.processElement(request("oslo", 1), 0);
      harness.processElement(request("bodø", 1), 0);
      harness.processElement(request("unheard of", 1), 0);
      Question question = new Question(new double[] {0.01, 0.99}, new double[] {1e6});
      Row asking = request("oslo", 1).row().asking(question);
      harness.processElement(new KeyedRow("oslo", asking, true), 0);

      List<Prediction> answers = Harnesses.values(harness);
      assertThat(answers).extracting(Prediction::sequence).containsExactly(-1L, -1L, -1L, -1L);
      assertThat(answers)
          .extracting(Prediction::model)
          .containsExactly("test/oslo", "test/bodø", "test/unheard of", "test/oslo");
      assertThat(answers.get(0).number().mean()).isCloseTo(1, offset(0.5));
      assertThat(answers.get(1).number().mean()).isCloseTo(5, offset(1.5));
      assertThat(answers.get(2).provenance().phase()).isEqualTo(Phase.WARMING_UP);
      assertThat(answers.get(2).number()).isNull();
      assertThat(answers.get(0).number().answer()).isNull();
      assertThat(answers.get(3).number().answer().quantiles()[0])
          .isLessThan(answers.get(0).number().quantiles()[0]);
      assertThat(answers.get(3).number().answer().quantiles()[1])
          .isGreaterThan(answers.get(0).number().quantiles()[4]);
      assertThat(answers.get(3).number().answer().exceedances()[0]).isCloseTo(0, offset(1e-12));
      harness.getOutput().clear();
      learn(harness, rows.subList(500, 1000));
      assertSame(
          predictions(harness),
          undisturbed(rows).stream().filter(p -> p.sequence() >= 100).toList());
    }
  }

  @Test
  void scoresComeEveryHundredRowsAndLeaveOutTheFirst() throws Exception {
    try (var harness = open(settings())) {
      learn(harness, rows("oslo", 310));

      List<KeyScores> scores = Harnesses.values(harness, KeyedModelOperator.SCORES);
      assertThat(scores).extracting(KeyScores::sequence).containsExactly(199L, 299L);
      assertThat(scores).extracting(s -> s.scores().rows()).containsExactly(100L, 200L);
      double mean =
          predictions(harness).subList(100, 200).stream()
              .mapToDouble(p -> p.score().logDensity())
              .average()
              .orElseThrow();
      assertThat(scores.get(0).scores().logPredictiveDensity()).isCloseTo(mean, offset(1e-12));
    }
  }

  /** 46 rounds of 20 steps after the warm start. */
  @Test
  void theTunerTopicIsNotFlooded() throws Exception {
    try (var harness = open(settings())) {
      learn(harness, rows("oslo", 600));

      List<TunerStatistics> records = Harnesses.values(harness, KeyedModelOperator.STATISTICS);
      assertThat(records).hasSizeLessThan(6);
      assertThat(records.get(0).event()).startsWith("2 chains warmed on 40 rows");
      assertThat(records).extracting(TunerStatistics::model).containsOnly("test/oslo");
      assertThat(records)
          .filteredOn(r -> r.event() == null)
          .extracting(TunerStatistics::steps)
          .containsExactly(2000L);
    }
  }
}
