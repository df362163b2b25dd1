package org.smilestream.operators;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepBudgetTest {

  @Test
  void roundsTakeWhatTheBudgetAllowsOnAverage() {
    StepBudget budget = new StepBudget(1_000);
    int rounds = 0;
    for (int row = 0; row < 10_000; row++) {
      if (!budget.isSpent()) {
        budget.spend(2_500);
        rounds++;
      }
    }
    assertThat(rounds).isBetween(3_999, 4_001);
  }

  @Test
  void whatIsSavedAndWhatIsOwedIsThatOfAHundredRows() {
    StepBudget budget = new StepBudget(1_000);
    for (int row = 0; row < 500; row++) {
      assertThat(budget.isSpent()).isFalse();
    }
    budget.spend(99_000);
    assertThat(budget.isSpent()).as("1,000 were left").isFalse();

    budget.spend(Long.MAX_VALUE / 2);
    for (int row = 0; row < 100; row++) {
      assertThat(budget.isSpent()).as("row %d", row).isTrue();
    }
    assertThat(budget.isSpent()).isFalse();
  }

  @Test
  void withoutABudgetNothingIsLeftOut() {
    StepBudget budget = new StepBudget(StepBudget.UNLIMITED);
    budget.spend(Long.MAX_VALUE);
    budget.spend(Long.MAX_VALUE);
    assertThat(budget.isSpent()).isFalse();
  }
}
