package org.smilestream.job.bench.uci;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.smilestream.job.bench.Durations;
import org.smilestream.posterior.Median;

/**
 * What {@code bench uci} tells the person who runs it: progress on one stream, results on the
 * other.
 */
final class UciConsole {
  private static final long PROGRESS_NANOS = 5_000_000_000L;
  private static final String ROW =
      "%-11s %4s %5s  %7s %8s  %6s  %5s %5s %5s %5s  %5s %6s  %9s %8s  %8s";

  private final PrintWriter out;
  private final PrintWriter err;
  private final long allSteps;
  private final long start = System.nanoTime();
  private UciBench.Planned current;
  private long stepsBefore;
  private long nextProgress = start + PROGRESS_NANOS;

  /**
   * @param allSteps chain steps of all runs
   */
  UciConsole(PrintWriter out, PrintWriter err, long allSteps) {
    this.out = out;
    this.err = err;
    this.allSteps = allSteps;
    say(
        ROW,
        "task",
        "seed",
        "chain",
        "LPPD",
        "ensemble",
        "RMSE",
        "50 %",
        "80 %",
        "90 %",
        "95 %",
        "R-hat",
        "ESS",
        "step size",
        "rejected",
        "steps/s");
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }

  void begin(UciBench.Planned run) {
    stepsBefore += current == null ? 0 : current.work();
    current = run;
  }

  /**
   * @param steps of all chains of the current run
   */
  void progress(long steps) {
    long now = System.nanoTime();
    if (now < nextProgress) {
      return;
    }
    nextProgress = now + PROGRESS_NANOS;
    if (steps == 0) {
      err.printf(
          Locale.ROOT,
          "%s, split %d, chains %d: warm start%n",
          current.task().id(),
          current.splitSeed(),
          current.settings().seed());
      err.flush();
      return;
    }
    double seconds = (now - start) / 1e9;
    long done = stepsBefore + steps;
    err.printf(
        Locale.ROOT,
        "%3.0f %%  %s, split %d, chains %d: step %,d of %,d; %,.0f chain steps/s, about %s left%n",
        100.0 * done / allSteps,
        current.task().id(),
        current.splitSeed(),
        current.settings().seed(),
        steps / current.settings().chains(),
        current.work() / current.settings().chains(),
        done / seconds,
        Durations.words(seconds / done * (allSteps - done)));
    err.flush();
  }

  void end(UciResult result) {
    say(
        ROW,
        result.task(),
        result.seed(),
        result.chainSeed(),
        number("%.3f", result.lppd()),
        number("%.3f", result.ensembleLppd()),
        number("%.4f", result.rmse()),
        number("%.3f", result.coverage().get("50")),
        number("%.3f", result.coverage().get("80")),
        number("%.3f", result.coverage().get("90")),
        number("%.3f", result.coverage().get("95")),
        number("%.2f", result.rhat()),
        number("%.0f", result.ess()),
        number("%.3g", Median.of(array(result.stepSizes()))),
        number("%.2f %%", 100 * largest(result.rejectedShares())),
        number("%,.0f", result.chainStepsPerSecond()));
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double largest(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }

  /** The means over the runs of each task, beside the paper's. */
  void means(UciReport report) {
    say("");
    for (UciTask task : UciTask.values()) {
      List<UciResult> runs =
          report.runs().stream().filter(run -> run.task().equals(task.id())).toList();
      if (!runs.isEmpty()) {
        say(
            "%-11s mean LPPD of %d run%s %.3f (from %.3f to %.3f), published %.3f; 90 %% interval holds %.1f %%",
            task.id(),
            runs.size(),
            runs.size() == 1 ? "" : "s",
            report.means().get(task.id()),
            runs.stream().mapToDouble(UciResult::lppd).min().orElseThrow(),
            runs.stream().mapToDouble(UciResult::lppd).max().orElseThrow(),
            task.publishedLppd(),
            100
                * runs.stream()
                    .mapToDouble(run -> run.coverage().get("90"))
                    .average()
                    .orElseThrow());
      }
    }
  }
}
