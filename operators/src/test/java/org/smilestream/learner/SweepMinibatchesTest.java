package org.smilestream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.smilestream.model.Minibatch;

class SweepMinibatchesTest {

  /** Rows whose target is their number. */
  private static final Rows NUMBERS =
      (numbers, from, to, batch) -> {
        for (int i = from; i < to; i++) {
          batch.targets()[i - from] = numbers[i];
        }
        batch.setRows(to - from, 1);
      };

  private final Minibatch batch = new Minibatch(0, 0, 3);

  private static SweepMinibatches minibatches() {
    return minibatches(10);
  }

  private static SweepMinibatches minibatches(int count) {
    return new SweepMinibatches(NUMBERS, count, 2, 17, (all, size) -> (double) all / size);
  }

  private int[] fill(SweepMinibatches minibatches, int chain, long step) {
    minibatches.fill(chain, step, batch);
    return Arrays.stream(batch.targets()).limit(batch.rows()).mapToInt(t -> (int) t).toArray();
  }

  @Test
  void aPassTakesNoRowTwiceAndTheNextGoesBackwards() {
    SweepMinibatches minibatches = minibatches();
    int[][] drawn = new int[6][];
    for (int step = 0; step < 6; step++) {
      drawn[step] = fill(minibatches, 0, step);
    }

    int[] pass = Arrays.stream(drawn).limit(3).flatMapToInt(Arrays::stream).toArray();
    assertThat(pass).hasSize(9).doesNotHaveDuplicates();
    assertThat(Arrays.stream(pass)).allMatch(row -> row >= 0 && row < 10);
    assertThat(drawn[3]).isEqualTo(drawn[2]);
    assertThat(drawn[4]).isEqualTo(drawn[1]);
    assertThat(drawn[5]).isEqualTo(drawn[0]);
    assertThat(batch.likelihoodWeight()).isEqualTo(10.0 / 3);
  }

  /** 1,000 sweeps, of which a row sits out each with probability 1/10: fails once in 10⁹ seeds. */
  @Test
  void overManySweepsAllRowsAreTakenAlike() {
    SweepMinibatches minibatches = minibatches();
    int[] taken = new int[10];
    for (int sweep = 0; sweep < 1000; sweep++) {
      for (int step = 0; step < 3; step++) {
        for (int row : fill(minibatches, 1, 6 * sweep + step)) {
          taken[row]++;
        }
      }
    }

    assertThat(Arrays.stream(taken)).allMatch(times -> times > 835 && times < 965);
  }

  @Test
  void dependsOnChainAndStepAndNotOnWhatWasDrawnBefore() {
    SweepMinibatches one = minibatches();
    for (int step = 0; step < 1000; step++) {
      fill(one, 0, step);
    }

    assertThat(fill(minibatches(), 0, 999)).isEqualTo(fill(one, 0, 999));
    assertThat(fill(minibatches(), 0, 0)).isEqualTo(fill(one, 0, 0));
    assertThat(fill(minibatches(), 1, 999)).isNotEqualTo(fill(one, 0, 999));
  }

  @Test
  void fewerRowsThanAMinibatchHoldsAreTakenWhole() {
    assertThat(fill(minibatches(2), 0, 7)).containsExactlyInAnyOrder(0, 1);
    assertThat(batch.likelihoodWeight()).isEqualTo(1);
  }
}
