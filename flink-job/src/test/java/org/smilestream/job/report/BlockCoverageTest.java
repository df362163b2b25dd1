package org.smilestream.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;

class BlockCoverageTest {

  /** Predictions N(0, 1), whose 90 % interval ends at 1.645, of targets 0 or 2. */
  private static List<Prediction> rows(int count, IntPredicate missed) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> SyntheticRun.prediction(100 + i, Phase.SAMPLING, 0, 1, missed.test(i) ? 2 : 0))
        .toList();
  }

  private static double worst(List<Prediction> rows) {
    return BlockCoverage.worst(rows, Observed::coverage90);
  }

  @Test
  void missesThatAreSpreadCountAlikeEverywhere() {
    assertThat(worst(rows(1000, i -> i % 10 == 0))).isEqualTo(0.9);
  }

  @Test
  void asManyMissesInOneStretchAreFound() {
    assertThat(worst(rows(1000, i -> i >= 300 && i < 380))).isEqualTo(0.2);
    assertThat(worst(rows(1000, i -> i >= 900))).isEqualTo(0);
    assertThat(worst(rows(1000, i -> false))).isEqualTo(1);
  }

  @Test
  void everyRowIsInOneBlockWhereTheyCannotBeEqual() {
    for (int row = 0; row < 19; row++) {
      int missed = row;
      assertThat(worst(rows(19, i -> i == missed))).isIn(0.0, 0.5);
    }
  }

  @Test
  void fewerRowsThanBlocksHaveNone() {
    assertThat(worst(rows(9, i -> false))).isNaN();
    assertThat(worst(rows(10, i -> i == 9))).isZero();
  }
}
