package org.smilestream.posterior;

/**
 * ln Σ exp(x) of the numbers added so far, in one pass and without overflow or underflow: the sum
 * is kept relative to the largest number.
 */
final class LogSumExp {
  private double largest = Double.NEGATIVE_INFINITY;
  private double sum;

  void add(double x) {
    if (x == Double.NEGATIVE_INFINITY) {
      return;
    }
    if (x <= largest) {
      sum += Math.exp(x - largest);
    } else {
      sum = sum * Math.exp(largest - x) + 1;
      largest = x;
    }
  }

  /** Adds all numbers that were added to {@code other}. */
  void add(LogSumExp other) {
    if (other.largest == Double.NEGATIVE_INFINITY) {
      return;
    }
    if (other.largest <= largest) {
      sum += other.sum * Math.exp(other.largest - largest);
    } else {
      sum = sum * Math.exp(largest - other.largest) + other.sum;
      largest = other.largest;
    }
  }

  /** −∞ as long as nothing was added. */
  double value() {
    return largest == Double.NEGATIVE_INFINITY ? largest : largest + Math.log(sum);
  }
}
