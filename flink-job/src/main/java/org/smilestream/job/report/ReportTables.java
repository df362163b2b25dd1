package org.smilestream.job.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smilestream.data.Prediction;

/** The words and tables of the report: the summary, and what stands in for each chart. */
final class ReportTables {
  private static final int MAX_ROWS = 20;

  private ReportTables() {}

  /** The four numbers that one looks at first, as items of a description list. */
  static String headline(RunSummary run) {
    Scores scores = run.scores();
    return item("log predictive density", Numbers.text(scores.logPredictiveDensity()))
        + (scores.coverage() == null
            ? item("accuracy", Numbers.percent(scores.accuracy()))
                + item("expected calibration error", Numbers.text(scores.ece()))
            : item("mean absolute error", Numbers.text(scores.meanAbsoluteError()))
                + item("within the 90 % interval", Numbers.percent(scores.coverage().get("0.9"))))
        + item("rows scored", Numbers.text(scores.rows()));
  }

  private static String item(String name, String value) {
    return "<div><dt>" + name + "</dt><dd>" + HtmlTable.escape(value) + "</dd></div>\n";
  }

  /** The time that the rows span, in words. */
  static String period(List<Prediction> known) {
    if (known.isEmpty()) {
      return "no predictions with a known outcome";
    }
    return "%s predictions, %s to %s UTC"
        .formatted(
            Numbers.text((long) known.size()),
            Numbers.time(known.get(0).eventTime()),
            Numbers.time(known.get(known.size() - 1).eventTime()));
  }

  /** How many of its rows a chart shows, in words. */
  static String every(FanSeries fan) {
    return fan.every() == 1 ? "every row" : "one of " + fan.every() + " rows";
  }

  static String summary(RunSummary run) {
    HtmlTable table = new HtmlTable("The run in numbers", "", "value");
    table.row("observations read", Numbers.text(run.records()));
    table.row("predictions written", Numbers.text(run.predictions()));
    table.row("dead letters", Numbers.text(run.deadLetters()));
    table.row("seconds", Numbers.text(run.seconds()));
    table.row("checkpoints", Numbers.text(run.checkpoints()));
    table.row("log predictive density", Numbers.text(run.scores().logPredictiveDensity()));
    scores(run.scores(), table);
    SamplerSummary sampler = run.sampler();
    table.row("sampler", sampler.name());
    table.row("tuner", sampler.tuner());
    table.row("preconditioner", sampler.preconditioner());
    table.row("engine", run.engine());
    table.row("chains", Numbers.text((long) sampler.chains()));
    table.row("steps of all chains", Numbers.text(sampler.chainSteps()));
    table.row("steps of all chains a second", Numbers.text(sampler.chainStepsPerSecond()));
    table.row("median step size", Numbers.text(sampler.medianStepSize()));
    table.row(
        "rejected steps, each chain",
        Arrays.stream(sampler.rejectedShares())
            .mapToObj(Numbers::percent)
            .collect(Collectors.joining(", ")));
    return table.html();
  }

  private static void scores(Scores scores, HtmlTable table) {
    if (scores.coverage() == null) {
      table.row("accuracy", Numbers.percent(scores.accuracy()));
      table.row("expected calibration error", Numbers.text(scores.ece()));
      table.row("Brier score", Numbers.text(scores.brier()));
      return;
    }
    table.row("mean absolute error", Numbers.text(scores.meanAbsoluteError()));
    table.row("CRPS", Numbers.text(scores.crps()));
    table.row("root mean squared error", Numbers.text(scores.rootMeanSquaredError()));
    if (scores.unboundedRows() != null) {
      table.row(
          "rows left out of these two: not finite",
          Numbers.text(scores.unboundedRows().longValue()));
    }
    coverage("within the", scores.coverage(), scores.worstBlockCoverage(), table);
    if (scores.recalibratedCoverage() != null) {
      coverage(
          "within the recalibrated",
          scores.recalibratedCoverage(),
          scores.worstBlockRecalibratedCoverage(),
          table);
    }
  }

  private static void coverage(
      String within, Map<String, Double> shares, Map<String, Double> worstBlock, HtmlTable table) {
    for (Map.Entry<String, Double> entry : shares.entrySet()) {
      table.row(
          "%s %.0f %% interval".formatted(within, 100 * Double.parseDouble(entry.getKey())),
          Numbers.percent(entry.getValue()));
    }
    table.row(
        within + " 90 % interval, in the worst of ten blocks",
        Numbers.percent(worstBlock.get("0.9")));
  }

  static String fan(FanSeries fan) {
    HtmlTable table =
        new HtmlTable(
            "A selection of the rows",
            "row",
            "time (UTC)",
            "5 %",
            "25 %",
            "median",
            "75 %",
            "95 %",
            "what happened");
    for (int i : selection(fan.rows().length)) {
      table.row(
          Numbers.text(fan.rows()[i]),
          fan.times()[i],
          Numbers.text(fan.quantiles()[0][i]),
          Numbers.text(fan.quantiles()[1][i]),
          Numbers.text(fan.quantiles()[2][i]),
          Numbers.text(fan.quantiles()[3][i]),
          Numbers.text(fan.quantiles()[4][i]),
          Numbers.text(fan.targets()[i]));
    }
    return table.html();
  }

  static String scores(ScoreSeries scores) {
    HtmlTable table =
        new HtmlTable(
            "A selection of the rows",
            "row",
            "log density, rolling",
            "log density, so far",
            "absolute error, rolling",
            "absolute error, so far");
    for (int i : selection(scores.rows().length)) {
      table.row(
          Numbers.text(scores.rows()[i]),
          Numbers.text(scores.rollingLogDensity()[i]),
          Numbers.text(scores.cumulativeLogDensity()[i]),
          Numbers.text(scores.rollingAbsoluteError()[i]),
          Numbers.text(scores.cumulativeAbsoluteError()[i]));
    }
    return table.html();
  }

  static String calibration(Calibration calibration) {
    HtmlTable table =
        new HtmlTable(
            "Share of the outcomes below each quantile, and density between it and the one before",
            "quantile",
            "observed share",
            "density before it");
    for (int i = 0; i < calibration.levels().length; i++) {
      table.row(
          Numbers.percent(calibration.levels()[i]),
          Numbers.percent(calibration.observed()[i]),
          Numbers.text(calibration.density()[i]));
    }
    return table
        .row("above", "", Numbers.text(calibration.density()[calibration.levels().length]))
        .html();
  }

  static String chains(ChainSeries chains) {
    HtmlTable table =
        new HtmlTable(
            "The newest report of each chain", "chain", "steps", "step size", "mean |ΔE|", "ξ");
    for (int chain = 0; chain < chains.chains().length; chain++) {
      double[] sizes = chains.stepSizes()[chain];
      int last = sizes.length - 1;
      while (last > 0 && Double.isNaN(sizes[last])) {
        last--;
      }
      table.row(
          Numbers.text((long) chains.chains()[chain]),
          Numbers.text(chains.steps()[last]),
          Numbers.text(sizes[last]),
          Numbers.text(chains.energyErrors()[chain][last]),
          Numbers.text(chains.normalisedEnergyErrors()[chain][last]));
    }
    return table.html();
  }

  /** The section about drift; nothing where there was no alarm. */
  static String drift(List<DriftEvent> events) {
    if (events.isEmpty()) {
      return "";
    }
    HtmlTable table =
        new HtmlTable(
            "Alarms and trials, in the order of the rows", "row", "group", "what happened");
    for (DriftEvent event : events) {
      table.row(Numbers.text(event.sequence()), Numbers.text((long) event.group()), event.event());
    }
    return """
        <section aria-labelledby="drift">
        <h2 id="drift">Drift</h2>
        <p>Groups of chains that found their predictions worse than before, and what they tried.</p>
        <div class="scroll">%s</div>
        </section>

        """
        .formatted(table.html());
  }

  /** Up to {@link #MAX_ROWS} evenly spread places, the last among them. */
  private static List<Integer> selection(int length) {
    return Decimation.atMost(MAX_ROWS, IntStream.range(0, length).boxed().toList());
  }
}
