package org.smilestream.job.bench.analytical;

/**
 * A logarithmic axis: where a value lies between two pixels. Values beyond its ends lie on them.
 */
record LogAxis(double lowest, double highest, double start, double end) {
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  /** The pixel of a value; one that is not a number lies on the highest. */
  double at(double value) {
    double inside = value <= highest ? Math.max(lowest, value) : highest;
    return start + (end - start) * Math.log(inside / lowest) / Math.log(highest / lowest);
  }

  /** The first power of ten on the axis, as exponent. */
  int firstDecade() {
    return (int) Math.ceil(Math.log10(lowest) - 1e-9);
  }

  int lastDecade() {
    return (int) Math.floor(Math.log10(highest) + 1e-9);
  }

  /** 10 to the exponent, as text. */
  static String label(int exponent) {
    StringBuilder text = new StringBuilder(exponent < 0 ? "10⁻" : "10");
    for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
      text.append(SUPERSCRIPTS.charAt(digit - '0'));
    }
    return text.toString();
  }
}
