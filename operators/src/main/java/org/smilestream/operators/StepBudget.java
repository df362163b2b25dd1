package org.smilestream.operators;

/**
 * The time that a chain group may take for its steps: so much for each row. What a row leaves is
 * saved for later ones, and what a round takes more than it has is owed, both up to the budget of
 * {@value #MOST_ROWS} rows.
 */
final class StepBudget {
  /** In place of a budget: rounds take what they take. */
  static final long UNLIMITED = Long.MAX_VALUE;

  static final int MOST_ROWS = 100;

  private final long nanosPerRow;
  private long balance;

  /**
   * @param nanosPerRow positive, or {@link #UNLIMITED}
   */
  StepBudget(long nanosPerRow) {
    this.nanosPerRow = nanosPerRow;
  }

  /**
   * A row has come.
   *
   * @return whether a round has to be left out
   */
  boolean isSpent() {
    if (nanosPerRow == UNLIMITED) {
      return false;
    }
    balance = Math.min(balance + nanosPerRow, most());
    return balance <= 0;
  }

  /** A round has taken so long. */
  void spend(long nanos) {
    if (nanosPerRow != UNLIMITED) {
      balance = Math.max(balance - nanos, -most());
    }
  }

  private long most() {
    return MOST_ROWS * nanosPerRow;
  }
}
