package org.smilestream.posterior;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.DoubleUnaryOperator;

/**
 * Sums of terms over whole numbers, each from one number on in one direction, in which no term is
 * larger than the one before. It asks for some of the terms only: of stretches whose lengths double
 * it halves the one that may be most wrong, until the sum is as exact as wanted.
 */
final class FallingSum {

  /** So many stretches are halved without need, so that short sums are exact. */
  private static final int FREE_HALVINGS = 16;

  private final double negligible;
  private final double tolerance;
  private final PriorityQueue<Stretch> stretches =
      new PriorityQueue<>(Comparator.comparingDouble(Stretch::error).reversed());

  private double sum;

  /**
   * No terms yet.
   *
   * @param negligible terms below it are left out
   * @param tolerance largest error, as it is estimated, as a share of the result
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
      add(new Stretch(last, next, atLast, atNext, term, Double.POSITIVE_INFINITY));
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
      Stretch left = widest.until(middle, atMiddle);
      Stretch right = widest.beyond(middle, atMiddle);
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

  /**
   * The terms between two whole numbers; of those at its ends one half is its own.
   *
   * @param change by which the sum of a twice as long one changed when it was halved
   */
  private record Stretch(
      double from, double to, double atFrom, double atTo, DoubleUnaryOperator term, double change) {

    private double length() {
      return Math.abs(to - from);
    }

    double sum() {
      return length() * (atFrom + atTo) / 2;
    }

    /**
     * What the sum is wrong by: nothing where no number is left in between, and never more than if
     * all terms there were as the first or as the last. Where they bend evenly it is a sixth of
     * what changed before; half of it leaves room for steps.
     */
    double error() {
      double middle = middle();
      double bound = (length() - 1) * Math.abs(atFrom - atTo) / 2;
      return middle == from || middle == to ? 0 : Math.min(bound, change / 2);
    }

    double middle() {
      return Math.floor(from / 2 + to / 2);
    }

    Stretch until(double middle, double atMiddle) {
      return new Stretch(from, middle, atFrom, atMiddle, term, change(middle, atMiddle));
    }

    Stretch beyond(double middle, double atMiddle) {
      return new Stretch(middle, to, atMiddle, atTo, term, change(middle, atMiddle));
    }

    private double change(double middle, double atMiddle) {
      return Math.abs(
          Math.abs(middle - from) * (atFrom + atMiddle) / 2
              + Math.abs(to - middle) * (atMiddle + atTo) / 2
              - sum());
    }
  }
}
