package org.smilestream.job.prequential;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.Promotion;
import org.smilestream.job.report.KeyScore;
import org.smilestream.job.report.RunSummary;
import org.smilestream.job.report.Scores;

/** What a prequential run tells the person who runs it. */
final class PrequentialConsole {
  private final PrintWriter out;
  private final List<String> classes;

  /**
   * @param classes labels of the target; empty for a regression
   */
  PrequentialConsole(PrintWriter out, List<String> classes) {
    this.out = out;
    this.classes = classes;
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }

  void start(Path file, long rows, long dropped) {
    say(
        "%s: %,d rows%s, each predicted before it is learned from.",
        file,
        rows,
        dropped == 0 ? "" : String.format(Locale.ROOT, " (%,d repeats dropped)", dropped));
    say("");
  }

  /**
   * One line of progress and one row.
   *
   * @param newest the row whose target became known last; null if there is none
   */
  void progress(long percent, int predicted, Scores scores, Prediction newest, double seconds) {
    if (predicted == 0) {
      say("  0 %%  the job is starting");
      return;
    }
    say(
        "%3d %%  %,8d rows  %,6.0f rows/s  %s",
        percent,
        predicted,
        predicted / seconds,
        scores.rows() == 0 ? "scores begin after the first 100" : line(scores));
    if (newest != null && newest.provenance().phase() != Phase.WARMING_UP) {
      say("       row %s: %s", newest.id(), prediction(newest));
    }
  }

  private String line(Scores scores) {
    if (classes.isEmpty()) {
      return String.format(
          Locale.ROOT,
          "log density %6.3f  mean absolute error %.4g  90 %% interval holds %4.1f %%",
          scores.logPredictiveDensity(),
          scores.meanAbsoluteError(),
          100 * scores.coverage().get("0.9"));
    }
    return String.format(
        Locale.ROOT,
        "log density %6.4f  accuracy %5.1f %%",
        scores.logPredictiveDensity(),
        100 * scores.accuracy());
  }

  private String prediction(Prediction newest) {
    if (classes.isEmpty()) {
      double[] q = newest.number().quantiles();
      return String.format(
          Locale.ROOT,
          "predicted %.4g, 90 %% within [%.4g, %.4g]; it was %.4g",
          q[2],
          q[0],
          q[4],
          newest.target());
    }
    int actual = (int) newest.target();
    return String.format(
        Locale.ROOT,
        "'%s' had probability %.3f and happened",
        classes.get(actual),
        newest.classes().probabilities()[actual]);
  }

  void summary(RunSummary summary, DeadLetter firstDeadLetter) {
    say("");
    say(
        "%,d rows, %,d predictions, %d dead letters in %.1f s: %,.0f rows/s",
        summary.records(),
        summary.predictions(),
        summary.deadLetters(),
        summary.seconds(),
        summary.records() / summary.seconds());
    if (firstDeadLetter != null) {
      say("the first dead letter:  %s", firstDeadLetter.reason());
    }
    Scores scores = summary.scores();
    say("log predictive density  %9.4f", scores.logPredictiveDensity());
    if (classes.isEmpty()) {
      say("mean absolute error     %9.4g", scores.meanAbsoluteError());
      say("root mean squared error %9.4g", scores.rootMeanSquaredError());
      coverage("", scores.coverage(), scores.worstBlockCoverage());
      if (scores.recalibratedCoverage() != null) {
        coverage(
            "  recalibrated",
            scores.recalibratedCoverage(),
            scores.worstBlockRecalibratedCoverage());
      }
    } else {
      say("accuracy                %9.4f", scores.accuracy());
      say("calibration error       %9.4f", scores.ece());
      say("Brier score             %9.4f", scores.brier());
    }
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

  private void coverage(String kind, Map<String, Double> shares, Map<String, Double> worstBlock) {
    shares.forEach(
        (level, share) ->
            say(
                "%2.0f %% interval holds     %7.1f %%%s",
                100 * Double.parseDouble(level), 100 * share, kind));
    say("  in the worst of ten    %7.1f %%  (blocks of as many rows)", 100 * worstBlock.get("0.9"));
  }

  /** What each of several models would have scored, and who took whose place. */
  void models(List<Prequential.ModelScores> models, List<Promotion> promotions) {
    say("each model on its own, log predictive density:");
    for (Prequential.ModelScores each : models) {
      say(
          "%9.4f  %s, %,d rows",
          each.scores().logPredictiveDensity(), each.model(), each.scores().rows());
    }
    for (Promotion promotion : promotions) {
      say("%s  %s", Instant.ofEpochMilli(promotion.eventTime()), text(promotion));
    }
    if (promotions.isEmpty()) {
      say("no challenger was found to be better");
    }
  }

  /** A promotion in words. */
  static String text(Promotion promotion) {
    return String.format(
        Locale.ROOT,
        "'%s' %s '%s': better by %.3f nats a row over %,d rows",
        promotion.model(),
        promotion.promoted() ? "takes the place of" : "would take the place of",
        promotion.champion(),
        promotion.meanGain(),
        promotion.rows());
  }

  /**
   * The models of the keys that fare worst.
   *
   * @param scored number of keys with more than 100 rows
   */
  void keys(int scored, List<KeyScore> worst) {
    say("%,d keys have scores; the worst of them:", scored);
    for (KeyScore key : worst) {
      say("%9.4f  %s, %,d rows", key.logPredictiveDensity(), key.model(), key.rows());
    }
  }
}
