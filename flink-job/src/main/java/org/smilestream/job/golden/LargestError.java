package org.smilestream.job.golden;

/** Compares numbers with the expected ones and remembers where they differ most. */
final class LargestError {
  private final Unit unit;
  private final double tolerance;
  private double error;
  private String where = "";
  private boolean compared;

  /** What a difference is divided by. */
  private enum Unit {
    ONE,
    LARGEST,
    LARGEST_OR_ONE
  }

  private LargestError(Unit unit, double tolerance) {
    this.unit = unit;
    this.tolerance = tolerance;
  }

  static LargestError absolute(double tolerance) {
    return new LargestError(Unit.ONE, tolerance);
  }

  /** Relative to the largest expected entry of the vector; to the number itself for a number. */
  static LargestError relative(double tolerance) {
    return new LargestError(Unit.LARGEST, tolerance);
  }

  /** Relative to the largest expected entry of the vector, absolute where that is below 1. */
  static LargestError relativeAboveOne(double tolerance) {
    return new LargestError(Unit.LARGEST_OR_ONE, tolerance);
  }

  void compare(String what, double expected, double actual) {
    compare(what, new double[] {expected}, new double[] {actual});
  }

  /** Compares entry by entry; NaN equals NaN only. */
  void compare(String what, double[] expected, double[] actual) {
    if (expected.length == 0 || expected.length != actual.length) {
      throw new IllegalArgumentException(
          "%s has %d numbers in the file, %d here".formatted(what, expected.length, actual.length));
    }
    compared = true;
    double size = size(expected);
    for (int i = 0; i < expected.length; i++) {
      double difference = difference(expected[i], actual[i]) / size;
      if (difference > error) {
        error = difference;
        where = what;
      }
    }
  }

  private double size(double[] expected) {
    double size = unit == Unit.LARGEST ? Double.MIN_NORMAL : 1;
    if (unit != Unit.ONE) {
      for (double value : expected) {
        size = Double.isNaN(value) ? size : Math.max(size, Math.abs(value));
      }
    }
    return size;
  }

  private static double difference(double expected, double actual) {
    if (Double.compare(expected, actual) == 0) {
      return 0;
    }
    double difference = Math.abs(expected - actual);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  /** The largest error; infinite where only one of two numbers is NaN. */
  double error() {
    return error;
  }

  /** What the largest error was found in; empty if there is none. */
  String where() {
    return where;
  }

  double tolerance() {
    return tolerance;
  }

  /** Whether any number was compared: an empty file proves nothing. */
  boolean compared() {
    return compared;
  }
}
