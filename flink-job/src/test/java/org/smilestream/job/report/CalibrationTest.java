package org.smilestream.job.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.posterior.CountMixture;

class CalibrationTest {
  private static final int ROWS = 2_000;

  /** Counts of a Poisson distribution, each as often as its probability says, in random order. */
  private static List<Prediction> counts(double mean) {
    CountMixture mixture = new CountMixture(new double[] {mean}, new double[1]);
    PredictiveSummary summary = mixture.summary();
    List<Prediction> rows = new ArrayList<>();
    for (int count = 0; count < 20; count++) {
      long times = Math.round(ROWS * Math.exp(mixture.logDensity(count)));
      for (long i = 0; i < times; i++) {
        rows.add(
            new Prediction(
                "r" + rows.size(),
                0,
                "m",
                1_000 + rows.size(),
                new Provenance(Phase.SAMPLING, 4, 2, 100, 0, 1),
                summary,
                null,
                count,
                mixture.score(count)));
      }
    }
    Collections.shuffle(rows, new Random(1));
    return rows;
  }

  @Test
  void countsThatComeAsForetoldAreOnTheDiagonal() {
    Calibration calibration = Calibration.of(counts(1));

    for (int i = 0; i < calibration.levels().length; i++) {
      assertThat(calibration.observed()[i]).isCloseTo(calibration.levels()[i], within(0.005));
    }
    for (double density : calibration.density()) {
      assertThat(density).isCloseTo(1, within(0.02));
    }
  }

  @Test
  void theirCoverageIsNominal() {
    Scores scores = Scores.of(counts(1));

    assertThat(scores.coverage().get("0.5")).isCloseTo(0.5, within(0.005));
    assertThat(scores.coverage().get("0.9")).isCloseTo(0.9, within(0.005));
    assertThat(scores.worstBlockCoverage().get("0.9")).isBetween(0.8, 0.9);
  }
}
