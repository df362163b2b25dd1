package org.smilestream.job.bench.analytical;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results as aligned text, a row a cell. */
final class ResultTable {
  private static final String ROW = "%-8s %4s %9s %-11s %-9s %-12s %9s %9s %9s %9s %11s";

  private ResultTable() {}

  static List<String> lines(List<CellResult> results) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            ROW,
            "density",
            "d",
            "condition",
            "noise",
            "distrib.",
            "sampler",
            "step size",
            "b²",
            "± ",
            "bias²",
            "to " + CellResult.TARGET));
    results.forEach(result -> lines.add(line(result)));
    return lines;
  }

  private static String line(CellResult result) {
    String distribution = result.distribution();
    Long toTarget = result.gradientsToTarget();
    return String.format(
        ROW,
        result.density(),
        result.dimension(),
        Double.isNaN(result.condition())
            ? "–"
            : String.format(Locale.ROOT, "%.0f", result.condition()),
        result.noise(),
        distribution == null ? "–" : distribution,
        result.sampler(),
        number(result.stepSize()),
        number(result.finalError()),
        number(result.finalStandardError()),
        // An estimate below 0 stands for none that could be seen.
        number(result.bias() < 0 ? 0 : result.bias()),
        toTarget == null ? "–" : String.format(Locale.ROOT, "%,d", toTarget));
  }

  /** Two significant digits. */
  static String number(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : "–";
    }
    if (value >= 1e4 || value < 1e-4) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    int digits = 1 - (int) Math.floor(Math.log10(value));
    return String.format(Locale.ROOT, "%." + Math.max(0, digits) + "f", value);
  }
}
