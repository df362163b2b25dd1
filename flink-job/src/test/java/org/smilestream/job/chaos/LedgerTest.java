package org.smilestream.job.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Origin;

class LedgerTest {
  private static final Origin GOOD = new Origin("observations", 0, 0, 0);
  private static final Origin BAD = new Origin("observations", 1, 0, 0);

  private final Ledger.Accounts accounts = new Ledger.Accounts();

  @BeforeEach
  void ask() {
    accounts.asked("row", GOOD);
    accounts.asked(ChaosStream.SPOILED + 1, BAD);
    accounts.asked(ChaosStream.REQUEST + 1, new Origin("requests", 0, 0, 0));
  }

  private static byte[] prediction(int content) {
    return new byte[] {(byte) content};
  }

  @Test
  void everythingAnsweredOnce() {
    accounts.answered("row", prediction(1));
    accounts.answered(ChaosStream.REQUEST + 1, prediction(2));
    accounts.refused(BAD);
    assertThat(accounts.close()).isEqualTo(new Ledger(3, 0, 0, 0, 1, 1, 0));
  }

  @Test
  void nothingAnswered() {
    assertThat(accounts.close()).isEqualTo(new Ledger(3, 2, 0, 0, 1, 0, 0));
  }

  @Test
  void aPredictionThatCameTwice() {
    accounts.answered("row", prediction(1));
    accounts.answered("row", prediction(1));
    accounts.answered(ChaosStream.REQUEST + 1, prediction(2));
    accounts.answered(ChaosStream.REQUEST + 1, prediction(3));
    accounts.refused(BAD);
    assertThat(accounts.close()).isEqualTo(new Ledger(3, 0, 2, 0, 1, 1, 0));
  }

  @Test
  void aRowThatWasPredictedInTwoWays() {
    accounts.answered("row", prediction(1));
    accounts.answered("row", prediction(4));
    assertThat(accounts.close().contradictions()).isEqualTo(1);
  }

  @Test
  void deadLettersThatCameTwiceOrShouldNotBeThere() {
    accounts.refused(BAD);
    accounts.refused(BAD);
    accounts.refused(GOOD);
    Ledger ledger = accounts.close();
    assertThat(ledger.foundDeadLetters()).isEqualTo(1);
    assertThat(ledger.wrongDeadLetters()).isEqualTo(2);
  }
}
