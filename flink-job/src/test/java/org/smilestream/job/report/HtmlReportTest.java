package org.smilestream.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Prediction;
import org.smilestream.data.TunerStatistics;

class HtmlReportTest {

  private static final Path FILE = Path.of("target", "synthetic-report.html");
  private static RunSummary summary;
  private static String html;
  private static Parser parser;
  private static Document page;

  @BeforeAll
  static void render() throws Exception {
    List<Prediction> predictions = SyntheticRun.predictions(6000, 1);
    List<TunerStatistics> statistics = SyntheticRun.statistics(600);
    summary = SyntheticRun.summary(predictions, statistics);
    HtmlReport.write(FILE, summary, predictions, statistics);
    html = Files.readString(FILE);
    parser = Parser.htmlParser().setTrackErrors(10);
    page = parser.parseInput(html, "");
  }

  @Test
  void isWellFormedAndSmall() {
    assertThat(parser.getErrors()).isEmpty();
    assertThat(html.length()).isLessThan(500_000);
    assertThat(html).doesNotContain("{{", "NaN,", "undefined<");
  }

  @Test
  void refersToNothingOutsideItself() {
    assertThat(page.select("[src], [href], link, iframe, object, embed, base")).isEmpty();
    page.select("script, style").forEach(Element::empty);
    assertThat(page.outerHtml()).doesNotContain("http:", "https:", "url(");
    assertThat(html).doesNotContain("@import", "url(", "fetch(", "XMLHttpRequest");
    assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .startsWith("default-src 'none'");
  }

  @Test
  void showsTheScores() {
    String headline = page.select("dl.headline").text();
    assertThat(headline)
        .contains(
            Numbers.text(summary.scores().logPredictiveDensity()),
            Numbers.text(summary.scores().meanAbsoluteError()),
            Numbers.percent(summary.scores().coverage().get("0.9")),
            "5,900");
    assertThat(page.select("section").last().text())
        .contains("dead letters 3", "sampler psmile", "engine vector", "checkpoints 5")
        .contains(
            "worst of ten blocks "
                + Numbers.percent(summary.scores().worstBlockCoverage().get("0.9")));
  }

  @Test
  void showsRecalibratedIntervalsWhereThereAreSome() {
    List<Prediction> predictions = SyntheticRun.recalibrated(1000, 1, 2);
    RunSummary run = SyntheticRun.summary(predictions, List.of());

    String last =
        Jsoup.parse(HtmlReport.render(run, predictions, List.of())).select("section").last().text();

    assertThat(last)
        .contains(
            "within the recalibrated 90 % interval "
                + Numbers.percent(run.scores().recalibratedCoverage().get("0.9")),
            "within the recalibrated 90 % interval, in the worst of ten blocks "
                + Numbers.percent(run.scores().worstBlockRecalibratedCoverage().get("0.9")));
    assertThat(page.select("section").last().text()).doesNotContain("recalibrated");
  }

  @Test
  void everyChartHasWordsAndATable() {
    assertThat(page.select(".chart")).hasSizeGreaterThan(7);
    assertThat(page.select(".chart"))
        .allSatisfy(
            chart -> {
              assertThat(chart.attr("role")).isEqualTo("img");
              assertThat(chart.attr("aria-label")).isNotBlank();
              assertThat(chart.closest("section").select("details table")).isNotEmpty();
            });
    assertThat(page.select("table"))
        .allSatisfy(table -> assertThat(table.select("caption")).hasSize(1));
  }

  @Test
  void aRunWithoutPredictionsIsReportedToo() {
    RunSummary nothing = SyntheticRun.summary(List.of(), List.of());

    Document empty = Jsoup.parse(HtmlReport.render(nothing, List.of(), List.of()));

    assertThat(empty.select(".period").text()).isEqualTo("no predictions with a known outcome");
    assertThat(empty.select("dl.headline dd").eachText()).containsExactly("–", "–", "–", "0");
  }
}
