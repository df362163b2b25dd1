package org.smilestream.job.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smilestream.data.Prediction;
import org.smilestream.data.TunerStatistics;

/** A run of a regression as one HTML file that needs nothing beside it: no network, no server. */
public final class HtmlReport {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z]+)}}");

  private static final int RECENT_ROWS = 150;
  private static final int WHOLE_ROWS = 600;
  private static final int SCORE_POINTS = 600;
  private static final int REPORTS_OF_A_GROUP = 300;
  private static final int ROLLING_ROWS = 500;

  private HtmlReport() {}

  /** Writes the report, in UTF-8. */
  public static void write(
      Path file,
      RunSummary summary,
      List<Prediction> predictions,
      List<TunerStatistics> statistics) {
    try {
      Files.writeString(file, render(summary, predictions, statistics));
    } catch (IOException e) {
      throw new UncheckedIOException("the report cannot be written to '" + file + "'", e);
    }
  }

  /**
   * The report as text.
   *
   * @param predictions in the order of the stream; those without a target are left out
   * @param statistics in the order in which they were made
   */
  public static String render(
      RunSummary summary, List<Prediction> predictions, List<TunerStatistics> statistics) {
    List<Prediction> known = predictions.stream().filter(Observed::isKnown).toList();
    List<Prediction> scored = known.stream().filter(Observed::isScored).toList();
    FanSeries recent = FanSeries.last(RECENT_ROWS, known);
    FanSeries whole = FanSeries.whole(WHOLE_ROWS, known);
    ScoreSeries scores = ScoreSeries.of(scored, ROLLING_ROWS, SCORE_POINTS);
    Calibration calibration = Calibration.of(scored);
    ChainSeries chains = ChainSeries.of(statistics, REPORTS_OF_A_GROUP);

    Map<String, Object> charts = new LinkedHashMap<>();
    charts.put("recent", recent);
    charts.put("whole", whole);
    charts.put("scores", scores);
    charts.put("calibration", calibration);
    charts.put("chains", chains);

    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("summary", ReportTables.summary(summary));
    parts.put("headline", ReportTables.headline(summary));
    parts.put("period", ReportTables.period(known));
    parts.put("every", ReportTables.every(whole));
    parts.put("rolling", Numbers.text((long) ROLLING_ROWS));
    parts.put("recenttable", ReportTables.fan(recent));
    parts.put("wholetable", ReportTables.fan(whole));
    parts.put("scorestable", ReportTables.scores(scores));
    parts.put("calibrationtable", ReportTables.calibration(calibration));
    parts.put("chainstable", ReportTables.chains(chains));
    parts.put("drift", ReportTables.drift(DriftEvent.of(statistics)));
    parts.put("css", uplot("uPlot.min.css") + resource("report.css"));
    parts.put("uplot", uplot("uPlot.iife.min.js"));
    // "</script>" within a text would end the script that holds the data.
    parts.put("data", ReportJson.write(charts).replace("<", "\\u003c"));
    parts.put("script", resource("report.js"));
    return fill(resource("report.html"), parts);
  }

  private static String fill(String template, Map<String, String> parts) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(parts.get(found.group(1))));
  }

  private static String uplot(String name) {
    return new String(UplotJar.file(name), StandardCharsets.UTF_8);
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("'" + name + "' is missing on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
