package org.smilestream.job.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smilestream.job.options.Delivery;
import org.smilestream.job.report.ReportJson;

class ChaosResultTest {
  private static final List<Outcome> OUTCOMES =
      List.of(
          new Outcome(FaultKind.BROKER_KILLED, "broker 1", Duration.ofSeconds(4)),
          new Outcome(FaultKind.BROKER_KILLED, "broker 1", Duration.ofSeconds(6)),
          new Outcome(FaultKind.DISK_FULL, "no room", Duration.ofSeconds(20)));

  private static ChaosResult result(Delivery delivery, Ledger ledger, boolean identical) {
    return ChaosResult.of(3, 1.5, delivery, OUTCOMES, ledger, identical, identical ? 0 : 7);
  }

  @Test
  void nothingLost() {
    ChaosResult result = result(Delivery.EXACTLY_ONCE, new Ledger(100, 0, 0, 0, 2, 2, 0), true);
    assertThat(result.breaches()).isEmpty();
    assertThat(ReportJson.write(result))
        .contains("\"faults\":{\"broker-killed\":2,\"disk-full\":1}")
        .contains("\"records\":100,\"missing\":0,\"duplicates\":0")
        .contains("\"deadLetters\":{\"expected\":2,\"found\":2,\"wrong\":0}")
        .contains("\"chainsIdentical\":true")
        .contains("\"recoverySeconds\":{\"median\":6.0,\"max\":20.0}");
  }

  @Test
  void everyBreachIsNamed() {
    ChaosResult result = result(Delivery.EXACTLY_ONCE, new Ledger(100, 1, 2, 3, 5, 4, 6), false);
    assertThat(result.breaches())
        .containsExactly(
            "1 ids were never predicted",
            "2 predictions came twice",
            "3 rows were predicted in two ways",
            "of 5 records that cannot be used, 4 are in the dead letters",
            "6 dead letters came twice or are of good records",
            "the chains did not end where those of an undisturbed run did",
            "7 rows were predicted otherwise than in an undisturbed run");
  }

  @Test
  void atLeastOnceMayBringSomeTwice() {
    Ledger twice = new Ledger(100, 0, 9, 0, 2, 2, 1);
    assertThat(result(Delivery.AT_LEAST_ONCE, twice, true).breaches()).isEmpty();
    Ledger lost = new Ledger(100, 1, 0, 0, 2, 2, 0);
    assertThat(result(Delivery.AT_LEAST_ONCE, lost, true).breaches()).hasSize(1);
  }
}
