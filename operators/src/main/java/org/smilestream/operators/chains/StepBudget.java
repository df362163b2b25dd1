package org.smilestream.operators.chains;

/**
 * The time that a chain group may take for its steps: so much for each row. What rows leave is
 * saved for later ones, and what a round takes more is owed, both up to the budget of {@value
 * #MOST_ROUNDS} rounds.
 */
final class StepBudget {
  static final int MOST_ROUNDS = 100;

  private final long nanosPerRow;
  private final long most;
  private long balance;

  /**
   * @param nanosPerRow positive; without a limit {@link LearningLimits#UNLIMITED}
   * @param rowsPerRound rows from one round to the next
   */
  StepBudget(long nanosPerRow, int rowsPerRound) {
    long rows = (long) MOST_ROUNDS * rowsPerRound;
    // Months a row are as good as no limit, and cannot overflow.
    this.nanosPerRow = Math.min(nanosPerRow, Long.MAX_VALUE / (4 * rows));
    most = this.nanosPerRow * rows;
  }

  /**
   * A row has come.
   *
   * @return whether a round has to be left out
   */
  boolean isSpent() {
    balance = Math.min(balance + nanosPerRow, most);
    return balance <= 0;
  }

  /** A round has taken so long. */
  void spend(long nanos) {
    balance = Math.max(balance - Math.min(nanos, most), -most);
  }
}
