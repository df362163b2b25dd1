package org.smilestream.job.bench.engines;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.smilestream.job.bench.Durations;

/** What {@code bench engines} tells: progress on one stream, results on the other. */
final class EnginesConsole {
  private static final String ROW = "%-14s %5s %6s %7s  %-7s %12s %13s %8s %7s";
  private static final long PROGRESS_NANOS = 5_000_000_000L;

  private final PrintWriter out;
  private final PrintWriter err;
  private final int scenarios;
  private final long start = System.nanoTime();
  private long nextProgress = start;

  EnginesConsole(PrintWriter out, PrintWriter err, int scenarios) {
    this.out = out;
    this.err = err;
    this.scenarios = scenarios;
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }

  void head(String machine) {
    say("%s", machine);
    say(
        ROW,
        "network",
        "batch",
        "chains",
        "threads",
        "engine",
        "µs/gradient",
        "chain steps/s",
        "of peak",
        "ratio");
  }

  /** An engine that is not measured. */
  void absent(String engine, String reason) {
    warn("not measured: " + engine + " (" + reason + ")");
  }

  void fails(String engine, Scenario scenario, Throwable why) {
    warn(engine + " does not start with " + scenario.words() + ": " + why);
  }

  void warn(String sentence) {
    err.println("smilestream: " + sentence);
    err.flush();
  }

  /**
   * @param done scenarios before it
   */
  void begin(int done, Scenario scenario) {
    long now = System.nanoTime();
    if (now < nextProgress) {
      return;
    }
    nextProgress = now + PROGRESS_NANOS;
    double spent = (now - start) / 1e9;
    String left =
        done == 0 ? "" : "; about " + Durations.words(spent / done * (scenarios - done)) + " left";
    err.printf(Locale.ROOT, "%2d of %d: %s%s%n", done + 1, scenarios, scenario.words(), left);
    err.flush();
  }

  /**
   * @param rows of one scenario; the ratio is that of the chain steps to those of the slowest
   */
  void end(List<EnginesResult.Row> rows) {
    double slowest =
        rows.stream()
            .mapToDouble(EnginesResult.Row::chainStepsPerSecond)
            .filter(Double::isFinite)
            .min()
            .orElse(Double.NaN);
    for (EnginesResult.Row row : rows) {
      say(
          ROW,
          row.network(),
          row.batch(),
          row.chains(),
          row.threads(),
          row.engine(),
          number("%,.1f", row.gradientMicros()),
          number("%,.0f", row.chainStepsPerSecond()),
          number("%.1f %%", 100 * row.shareOfPeak()),
          number("%.1f", row.chainStepsPerSecond() / slowest));
    }
  }

  void peer(int round, int rounds) {
    err.printf("JAX, run %d of %d (each takes some twenty seconds)%n", round, rounds);
    err.flush();
  }

  void summary(EnginesResult result) {
    say("");
    say(
        "peak of a core: %s billion floating-point operations a second",
        number("%.1f", result.peakGflops()));
    for (EnginesResult.Prediction prediction : result.predictions()) {
      say(
          "%-14s %s rows/s predicted with %d samples, one thread",
          prediction.network(), number("%,.0f", prediction.rowsPerSecond()), prediction.samples());
    }
    if (result.jax() != null) {
      EnginesResult.Jax jax = result.jax();
      say(
          "%-14s batch %d, %d chains: %s %,.0f chain steps/s, JAX %,.0f: %.2f times",
          jax.network(),
          jax.batch(),
          jax.chains(),
          jax.engine(),
          jax.chainStepsPerSecond(),
          jax.jaxChainStepsPerSecond(),
          jax.ratio());
    }
  }

  void interrupted(int done) {
    say("interrupted: %d of %d scenarios are done", done, scenarios);
  }

  private static String number(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
  }
}
