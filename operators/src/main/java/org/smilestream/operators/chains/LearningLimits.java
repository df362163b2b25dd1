package org.smilestream.operators.chains;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/**
 * How much time learning may take. Where it takes more, rounds are left out.
 *
 * @param maxLagMillis time from the arrival of the newest row that was read to the moment at which
 *     a row is learned from, beyond which a chain group counts as behind; or {@link #UNLIMITED}
 * @param budgetNanos time of a chain group for the steps after a row, on average; or {@link
 *     #UNLIMITED}
 */
public record LearningLimits(long maxLagMillis, long budgetNanos) implements Serializable {
  /** In place of a time. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** Every round is made, and the rows wait. */
  public static final LearningLimits NONE = new LearningLimits(UNLIMITED, UNLIMITED);

  /** What is empty is unlimited. */
  public static LearningLimits of(Optional<Duration> maxLag, Optional<Duration> budget) {
    return new LearningLimits(
        maxLag.map(Duration::toMillis).orElse(UNLIMITED),
        budget.map(Duration::toNanos).orElse(UNLIMITED));
  }
}
