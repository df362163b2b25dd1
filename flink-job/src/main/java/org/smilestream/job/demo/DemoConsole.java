package org.smilestream.job.demo;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.job.report.DriftEvent;
import org.smilestream.job.report.RunSummary;
import org.smilestream.job.report.Scores;

/** What the demo tells the person who runs it. */
final class DemoConsole {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd MMM HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The best of the linear models on the same rows, for orientation; see docs/benchmarks.md. */
  private static final double LINEAR_LOG_DENSITY = -3.94;

  private static final double LINEAR_ABSOLUTE_ERROR = 8.48;
  private static final int ALL_FLIGHTS = 7568;

  /** As many as the chains need to find a change and to forget what was before. */
  private static final int FLIGHTS_SOON_AFTER = 200;

  private final PrintWriter out;

  DemoConsole(PrintWriter out) {
    this.out = out;
  }

  void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }

  /**
   * One line of progress and one flight.
   *
   * @param newest the flight whose delay became known last; null if there is none
   */
  void progress(int total, int predicted, Scores scores, Prediction newest) {
    String time = newest == null ? "" : TIME.format(Instant.ofEpochMilli(newest.eventTime()));
    String scored =
        scores.rows() == 0
            ? "scores begin after the first 100"
            : String.format(
                Locale.ROOT,
                "log density %6.3f  mean absolute error %5.2f min  90 %% interval holds %4.1f %%",
                scores.logPredictiveDensity(),
                scores.meanAbsoluteError(),
                100 * scores.coverage().get("0.9"));
    say("%3d %%  %s  %,6d flights  %s", 100L * predicted / total, time, predicted, scored);
    if (newest != null && newest.provenance().phase() != Phase.WARMING_UP) {
      double[] q = newest.number().quantiles();
      say(
          "       flight %s: predicted %d min, 90 %% within [%d, %d]; it was %d",
          newest.id(),
          Math.round(q[2]),
          Math.round(q[0]),
          Math.round(q[4]),
          Math.round(newest.target()));
    }
  }

  /**
   * What came of the change of {@link Scenario#DRIFT}.
   *
   * @param first number of the first flight that arrives later
   * @param predictions of all flights, in order
   */
  void drift(int first, List<Prediction> predictions, List<DriftEvent> events) {
    int soon = Math.min(first + FLIGHTS_SOON_AFTER, predictions.size());
    say("");
    say(
        "From flight %,d on (%s) each arrives %d min later.",
        first,
        TIME.format(Instant.ofEpochMilli(predictions.get(first).eventTime())),
        Scenario.LATER_MINUTES);
    if (events.isEmpty()) {
      say("  no group of chains gave an alarm");
    }
    for (DriftEvent event : events) {
      say("  at flight %,6d  group %d: %s", event.sequence(), event.group(), event.event());
    }
    stretch("before", predictions.subList(0, first));
    stretch("the first " + (soon - first) + " flights after", predictions.subList(first, soon));
    stretch("later", predictions.subList(soon, predictions.size()));
  }

  private void stretch(String name, List<Prediction> predictions) {
    Scores scores = Scores.of(predictions);
    if (scores.rows() > 0) {
      say(
          "  %-27s  log density %7.3f  90 %% interval holds %5.1f %%",
          name, scores.logPredictiveDensity(), 100 * scores.coverage().get("0.9"));
    }
  }

  private static String linear(double score) {
    return String.format(Locale.ROOT, "(recursive least squares on the same rows: %.2f)", score);
  }

  /**
   * @param comparable whether the flights are those that the linear model was run on
   */
  void summary(RunSummary summary, boolean comparable) {
    say("");
    say(
        "%,d flights, %,d predictions, %d dead letters, %d checkpoints in %.1f s",
        summary.records(),
        summary.predictions(),
        summary.deadLetters(),
        summary.checkpoints(),
        summary.seconds());
    boolean all = comparable && summary.records() == ALL_FLIGHTS;
    say(
        "log predictive density  %7.3f      %s",
        summary.scores().logPredictiveDensity(), all ? linear(LINEAR_LOG_DENSITY) : "");
    say(
        "mean absolute error     %7.2f min  %s",
        summary.scores().meanAbsoluteError(), all ? linear(LINEAR_ABSOLUTE_ERROR) : "");
    summary
        .scores()
        .coverage()
        .forEach(
            (level, share) ->
                say(
                    "%2.0f %% interval holds     %6.1f %%",
                    100 * Double.parseDouble(level), 100 * share));
    say(
        "  in the worst of ten    %6.1f %%     (blocks of as many flights)",
        100 * summary.scores().worstBlockCoverage().get("0.9"));
    say(
        "%d chains of %s on engine '%s': %,d steps, %,.0f a second, step size %.2g",
        summary.sampler().chains(),
        summary.sampler().name(),
        summary.engine(),
        summary.sampler().chainSteps(),
        summary.sampler().chainStepsPerSecond(),
        summary.sampler().medianStepSize());
    say("report: %s", summary.report());
  }
}
