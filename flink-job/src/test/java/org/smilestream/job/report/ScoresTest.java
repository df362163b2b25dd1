package org.smilestream.job.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;

class ScoresTest {

  @Test
  void threeRowsByHandAfterTheFirstHundred() {
    List<Prediction> predictions =
        List.of(
            SyntheticRun.prediction(99, Phase.SAMPLING, 0, 1, 1000),
            SyntheticRun.prediction(100, Phase.WARMING_UP, 10, 1, 10.5),
            SyntheticRun.prediction(101, Phase.SAMPLING, 10, 1, 11.5),
            SyntheticRun.prediction(102, Phase.SAMPLING, 10, 1, 6),
            SyntheticRun.prediction(103, Phase.SAMPLING, 10, 1, Double.NaN));

    Scores scores = Scores.of(predictions);

    assertThat(scores.rows()).isEqualTo(3);
    assertThat(scores.meanAbsoluteError()).isCloseTo(2, within(1e-12));
    assertThat(scores.rootMeanSquaredError())
        .isCloseTo(Math.sqrt((0.25 + 2.25 + 16) / 3), within(1e-12));
    assertThat(scores.logPredictiveDensity())
        .isCloseTo(-0.5 * Math.log(2 * Math.PI) - 0.5 * (0.25 + 2.25 + 16) / 3, within(1e-12));
    assertThat(scores.coverage()).containsEntry("0.5", 1 / 3.0);
    assertThat(scores.coverage().get("0.9")).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void aWildRowIsLeftOutOfMeansThatItWouldMakeInfiniteAndSaid() {
    List<Prediction> calm =
        List.of(
            SyntheticRun.prediction(100, Phase.SAMPLING, 10, 1, 10.5),
            SyntheticRun.prediction(101, Phase.SAMPLING, 10, 1, 12));
    List<Prediction> wild = new ArrayList<>(calm);
    wild.add(SyntheticRun.prediction(102, Phase.SAMPLING, 1e200, 1, 10));

    assertThat(Scores.of(calm).unboundedRows()).isNull();
    assertThat(Scores.of(wild).unboundedRows()).isEqualTo(1);
    assertThat(Scores.of(wild).rows()).isEqualTo(3);
    assertThat(Scores.of(wild).rootMeanSquaredError())
        .isEqualTo(Scores.of(calm).rootMeanSquaredError());
  }

  @Test
  void theRollingScoreForgetsAndTheCumulativeDoesNot() {
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      predictions.add(SyntheticRun.prediction(i, Phase.SAMPLING, 0, 1, i < 20 ? 3 : 1));
    }

    ScoreSeries series = ScoreSeries.of(predictions, 10, 1000);

    int last = series.rows().length - 1;
    assertThat(series.rows()[last]).isEqualTo(39);
    assertThat(series.rollingAbsoluteError()[last]).isCloseTo(1, within(1e-12));
    assertThat(series.cumulativeAbsoluteError()[last]).isCloseTo(2, within(1e-12));
  }

  /** 20,000 rows: the standard error of a share is below 0.0036, of which 0.015 is four. */
  @Test
  void calibrationTellsTheRightIntervalsFromTheNarrow() {
    List<Prediction> right = SyntheticRun.predictions(20_000, 1);
    Calibration calibrated = Calibration.of(right);
    Calibration narrow = Calibration.of(SyntheticRun.predictions(20_000, 2));

    for (int i = 0; i < calibrated.levels().length; i++) {
      assertThat(calibrated.observed()[i]).isCloseTo(calibrated.levels()[i], within(0.015));
    }
    for (double density : calibrated.density()) {
      assertThat(density).isBetween(0.7, 1.3);
    }
    // P(|z| > 1.645 / 2) = 0.41, spread over two bins of width 0.05.
    assertThat(narrow.density()[0]).isBetween(3.5, 4.7);
    assertThat(narrow.density()[5]).isBetween(3.5, 4.7);
    assertThat(Scores.of(right).coverage().get("0.9")).isCloseTo(0.9, within(0.015));
    double mass =
        IntStream.range(0, 6)
            .mapToDouble(i -> narrow.density()[i] * (narrow.edges()[i + 1] - narrow.edges()[i]))
            .sum();
    assertThat(mass).isCloseTo(1, within(1e-9));
  }

  @Test
  void decimationKeepsTheLastAndNeverMoreThanAsked() {
    List<Integer> hundred = IntStream.range(0, 100).boxed().toList();
    assertThat(Decimation.atMost(10, hundred)).hasSize(10).endsWith(99);
    assertThat(Decimation.atMost(30, hundred)).hasSizeBetween(20, 30).endsWith(99);
    assertThat(Decimation.atMost(1000, hundred)).isEqualTo(hundred);
    assertThat(Decimation.atMost(10, List.of())).isEmpty();
  }
}
