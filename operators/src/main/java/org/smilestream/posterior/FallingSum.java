package org.smilestream.posterior;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.DoubleUnaryOperator;

/**
 * Sums of terms over whole numbers, each from one number on in one direction, in which no term is
 * larger than the one before. It asks for some of the terms only, and stops as soon as it is sure
 * that the sum is as exact as wanted.
 */
final class FallingSum {

  /** So many stretches are halved without need, so that short sums are exact. */
  private static final int FREE_HALVINGS = 64;

  private final double negligible;
  private final double tolerance;
  private final PriorityQueue<Stretch> stretches =
      new PriorityQueue<>(Comparator.comparingDouble(Stretch::error).reversed());

  private double sum;

  /**
   * No terms yet.
   *
   * @param negligible terms below it are left out
   * @param tolerance largest error, as a share of the result
   */
  FallingSum(double negligible, double tolerance) {
    this.negligible = negligible;
    this.tolerance = tolerance;
  }

  /**
   * Terms from one whole number to another, both included, in either direction; none where they
   * would lead below zero.
   */
  void add(double from, double to, DoubleUnaryOperator term) {
    if (from < 0) {
      return;
    }
    double direction = Math.signum(to - from);
    double last = from;
    double atLast = term.applyAsDouble(from);
    sum += atLast / 2;
    for (double length = 1; atLast > negligible && last != to; length *= 2) {
      double next = last + direction * length;
      if ((to - next) * direction < 0) {
        next = to;
      }
      double atNext = term.applyAsDouble(next);
      add(new Stretch(last, next, atLast, atNext, term));
      last = next;
      atLast = atNext;
    }
    sum += atLast / 2;
  }

  private void add(Stretch stretch) {
    sum += stretch.sum();
    stretches.add(stretch);
  }

  /**
   * The sum of all terms.
   *
   * @param rest is part of the result that the tolerance is a share of
   */
  double value(double rest) {
    double error = stretches.stream().mapToDouble(Stretch::error).sum();
    for (int halvings = 0;
        hasError() && (halvings < FREE_HALVINGS || error > tolerance * (sum + rest));
        halvings++) {
      Stretch widest = stretches.remove();
      double middle = widest.middle();
      double atMiddle = widest.term().applyAsDouble(middle);
      Stretch left = new Stretch(widest.from(), middle, widest.atFrom(), atMiddle, widest.term());
      Stretch right = new Stretch(middle, widest.to(), atMiddle, widest.atTo(), widest.term());
      sum -= widest.sum();
      add(left);
      add(right);
      error += left.error() + right.error() - widest.error();
    }
    return sum;
  }

  private boolean hasError() {
    return !stretches.isEmpty() && stretches.peek().error() > 0;
  }

  /** The terms between two whole numbers; of those at its ends one half is its own. */
  private record Stretch(
      double from, double to, double atFrom, double atTo, DoubleUnaryOperator term) {

    private double length() {
      return Math.abs(to - from);
    }

    double sum() {
      return length() * (atFrom + atTo) / 2;
    }

    /** What the sum is wrong by at most: nothing where no number is left in between. */
    double error() {
      double middle = middle();
      return middle == from || middle == to ? 0 : (length() - 1) * Math.abs(atFrom - atTo) / 2;
    }

    double middle() {
      return Math.floor(from / 2 + to / 2);
    }
  }
}
