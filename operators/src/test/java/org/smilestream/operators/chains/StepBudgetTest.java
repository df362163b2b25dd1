package org.smilestream.operators.chains;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepBudgetTest {

  /** Rounds that take two and a half times, and twenty times, what their rows have. */
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 250})
  void roundsTakeWhatTheBudgetAllowsOnAverage(int rowsPerRound) {
    for (double times : new double[] {2.5, 20}) {
      StepBudget budget = new StepBudget(1_000, rowsPerRound);
      int due = 10_000;
      int made = 0;
      for (int row = 1; row <= due * rowsPerRound; row++) {
        boolean spent = budget.isSpent();
        if (row % rowsPerRound == 0 && !spent) {
          budget.spend((long) (times * 1_000 * rowsPerRound));
          made++;
        }
      }
      assertThat(made / (double) due).isBetween(0.99 / times, 1.02 / times);
    }
  }

  @Test
  void whatIsSavedAndWhatIsOwedIsThatOfAHundredRounds() {
    StepBudget budget = new StepBudget(1_000, 1);
    for (int row = 0; row < 500; row++) {
      assertThat(budget.isSpent()).isFalse();
    }
    budget.spend(99_000);
    assertThat(budget.isSpent()).as("1,000 were left").isFalse();

    budget.spend(Long.MAX_VALUE);
    budget.spend(Long.MAX_VALUE);
    for (int row = 0; row < 100; row++) {
      assertThat(budget.isSpent()).as("row %d", row).isTrue();
    }
    assertThat(budget.isSpent()).isFalse();
  }

  @Test
  void withoutALimitNothingIsLeftOut() {
    StepBudget budget = new StepBudget(LearningLimits.UNLIMITED, 10);
    for (int round = 0; round < 10; round++) {
      assertThat(budget.isSpent()).isFalse();
      budget.spend(3_600_000_000_000L);
    }
  }
}
