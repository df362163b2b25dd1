package org.smilestream.job.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

  private static List<FaultKind> next(FaultPlan plan, int count) {
    List<FaultKind> kinds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      kinds.add(plan.next());
    }
    return kinds;
  }

  @Test
  void eachRoundHasEachKindThatCanHappenOnce() {
    FaultPlan plan = new FaultPlan(1, true);
    for (int round = 0; round < 3; round++) {
      assertThat(next(plan, 7))
          .doesNotHaveDuplicates()
          .contains(FaultKind.JOB_MANAGER_KILLED)
          .doesNotContain(FaultKind.JOB_MANAGER_LOST);
    }
    assertThat(next(new FaultPlan(1, false), 7))
        .doesNotHaveDuplicates()
        .contains(FaultKind.JOB_MANAGER_LOST)
        .doesNotContain(FaultKind.JOB_MANAGER_KILLED);
  }

  @Test
  void theSeedDecidesTheOrder() {
    assertThat(next(new FaultPlan(7, true), 30)).isEqualTo(next(new FaultPlan(7, true), 30));
    Set<List<FaultKind>> orders = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      orders.add(next(new FaultPlan(seed, true), 7));
    }
    // Two of 20 seeds would have the same of 5,040 orders in 4 of 100 cases.
    assertThat(orders).hasSizeGreaterThan(18);
  }

  @Test
  void theJobIsLeftAloneBetweenFaults() {
    FaultPlan plan = new FaultPlan(3, false);
    for (int i = 0; i < 100; i++) {
      assertThat(plan.pause()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(20));
      assertThat(plan.outage()).isBetween(Duration.ZERO, Duration.ofSeconds(4));
    }
  }
}
