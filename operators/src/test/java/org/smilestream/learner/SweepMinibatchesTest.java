package org.smilestream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
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

  private final AtomicInteger count = new AtomicInteger(10);
  private final Minibatch batch = new Minibatch(0, 0, 3);

  private SweepMinibatches minibatches() {
    return new SweepMinibatches(NUMBERS, count::get, 4, 2, 17, (all, size) -> (double) all / size);
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
      drawn[step] = fill(minibatches, 4, step);
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
        for (int row : fill(minibatches, 5, 6 * sweep + step)) {
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
      fill(one, 4, step);
    }

    assertThat(fill(minibatches(), 4, 999)).isEqualTo(fill(one, 4, 999));
    assertThat(fill(minibatches(), 4, 0)).isEqualTo(fill(one, 4, 0));
    assertThat(fill(minibatches(), 5, 999)).isNotEqualTo(fill(one, 4, 999));
  }

  @Test
  void newRowsAreTakenAsSoonAsTheyAreThere() {
    SweepMinibatches minibatches = minibatches();
    fill(minibatches, 4, 0);
    count.set(12);

    boolean found = false;
    for (int step = 0; step < 4; step++) {
      found |= Arrays.stream(fill(minibatches, 4, step)).anyMatch(row -> row >= 10);
    }

    assertThat(found).isTrue();
    assertThat(batch.likelihoodWeight()).isEqualTo(4);
  }

  @Test
  void fewerRowsThanAMinibatchHoldsAreTakenWhole() {
    count.set(2);

    assertThat(fill(minibatches(), 4, 7)).containsExactlyInAnyOrder(0, 1);
    assertThat(batch.likelihoodWeight()).isEqualTo(1);
  }
}
