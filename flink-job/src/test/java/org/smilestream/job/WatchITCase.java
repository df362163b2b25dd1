package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.format.TunerFormat;
import org.smilestream.data.Prediction;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.report.Scores;
import org.smilestream.job.watch.Choice;
import org.smilestream.job.watch.Watch;

/** The live page of a real job: what it shows is what stands in the topics. */
@Timeout(300)
class WatchITCase {
  private static final int ROWS = 300;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What a page must not take for its own. */
  private static final String EVIL = "<img src=x onerror=alert(1)>";

  private static final String CONTROL = "watched.control";

  @RegisterExtension static final TestPlatform PLATFORM = new TestPlatform();

  private static RunningJob job;
  private static Watch watch;
  private static List<Prediction> observations;
  private static List<Prediction> ofKeys;
  private static Prediction answer;

  @BeforeAll
  static void runAJobAndOpenItsPage() throws Exception {
    job =
        RunningJob.start(
            PLATFORM,
            "watched",
            Map.of("prediction.recalibration", "adaptive", "topic.control", CONTROL),
            0);
    job.send(
        CONTROL,
        0,
        SyntheticStream.bytes(
            "{\"id\":\"busier\",\"type\":\"set\",\"from\":\"%s\",\"options\":{\"learning.steps-per-row\":5}}"
                .formatted(SyntheticStream.START.plusSeconds(200))));
    job.send(job.settings().topics().observations(), 0, SyntheticStream.bytes("{\"a\":\"" + EVIL));
    job.replay(SyntheticStream.replay(SyntheticStream.rows(ROWS)), 0);
    job.awaitPredictions(ROWS - job.settings().topics().partitions());
    job.send(
        job.settings().topics().requests(),
        0,
        SyntheticStream.bytes(SyntheticStream.request(EVIL).toString()));
    job.awaitPredictions(ROWS - job.settings().topics().partitions() + 1);
    job.drain(ROWS + 1);
    observations = new ArrayList<>();
    PredictionFormat format = new PredictionFormat(SyntheticStream.SCHEMA);
    for (var record : job.read(job.settings().topics().predictions())) {
      Prediction prediction = format.read(record.value());
      if (prediction.sequence() < 0) {
        answer = prediction;
      } else {
        observations.add(prediction);
      }
    }
    observations.sort(Comparator.comparingLong(Prediction::sequence));
    ofKeys = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Prediction ofKey = ofKey(i % 2 == 0 ? "north" : "south", observations.get(200 + i / 2), i);
      ofKeys.add(ofKey);
      job.send(job.settings().topics().predictions(), 0, format.value(ofKey));
    }
    watch = watch(0);
  }

  private static Watch watch(int port) throws Exception {
    return new Watch(
        job.settings().kafka().connection(),
        job.settings().topics(),
        List.of(),
        Choice.ANY,
        InetAddress.getLoopbackAddress(),
        port);
  }

  /** As a job with a model for each key writes it on the same topic. */
  private static Prediction ofKey(String key, Prediction like, double target) {
    return new Prediction(
        key + "-" + like.id(),
        like.eventTime(),
        "shops/" + key,
        like.sequence(),
        like.provenance(),
        like.number().recalibrated(null),
        null,
        target,
        like.score());
  }

  @AfterAll
  static void close() throws Exception {
    if (watch != null) {
      watch.close();
    }
    if (job != null) {
      job.close();
    }
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(watch.page() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode samples(String query) throws Exception {
    HttpResponse<String> response = get("/samples?" + query);
    for (int i = 0; i < 300 && response.statusCode() != 200; i++) {
      Thread.sleep(100);
      response = get("/samples?" + query);
    }
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return MAPPER.readTree(response.body());
  }

  /** Computed here from the topics alone, with the schema that stands in one of them. */
  @Test
  void theSamplesBehindAPredictionTogetherAreThePrediction() throws Exception {
    for (int sequence : new int[] {150, 200, ROWS - 1}) {
      Prediction prediction = observations.get(sequence);
      assertSame(prediction, samples("row=" + sequence));
    }
  }

  private static void assertSame(Prediction prediction, JsonNode view) {
    assertThat(view.path("wanted").asInt()).isEqualTo(prediction.provenance().samples());
    assertThat(view.path("samples")).hasSize(prediction.provenance().samples());
    JsonNode together = view.path("together");
    // Seven digits travel.
    assertThat(together.path("mean").asDouble())
        .isCloseTo(prediction.number().mean(), within(1e-3));
    assertThat(together.path("standardDeviation").asDouble())
        .isCloseTo(prediction.number().standardDeviation(), within(1e-4));
    assertThat(together.path("logDensity").asDouble())
        .isCloseTo(prediction.score().logDensity(), within(1e-4));
    double mean = 0;
    for (JsonNode sample : view.path("samples")) {
      mean += sample.path("says").path("mean").asDouble() / prediction.provenance().samples();
      assertThat(sample.path("lastSequence").asLong()).isLessThan(prediction.sequence());
    }
    assertThat(mean).isCloseTo(prediction.number().mean(), within(1e-3));
    JsonNode at = view.path("curves").path("at");
    double mass = 0;
    for (int i = 1; i < at.size(); i++) {
      mass +=
          (at.get(i).asDouble() - at.get(i - 1).asDouble())
              * view.path("curves").path("all").get(i).asDouble();
    }
    assertThat(mass).isBetween(0.9, 1.02);
    assertThat(view.path("curves").path("chains")).hasSize(prediction.provenance().chains());
  }

  @Test
  void anAnswerHasItsSamplesToo() throws Exception {
    JsonNode view =
        samples(
            "request=" + java.net.URLEncoder.encode(EVIL, java.nio.charset.StandardCharsets.UTF_8));

    assertThat(view.path("wanted").asInt()).isEqualTo(answer.provenance().samples());
    assertThat(view.path("together").path("mean").asDouble())
        .isCloseTo(answer.number().mean(), within(1e-3));
  }

  @Test
  void aRealBrowserShowsWhatStandsInTheTopics(@TempDir Path profile) throws Exception {
    Optional<Path> program = HeadlessChromium.installed();
    assumeTrue(program.isPresent(), "no Chromium is installed on this machine");
    try (HeadlessChromium browser = new HeadlessChromium(program.get(), profile, 1200, 900)) {
      browser.open(watch.page());
      browser.await("['live', 'quiet'].includes(document.body?.dataset.state)");
      browser.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)");
      browser.await(
          "document.querySelector('#table-fan tbody th')?.textContent == '" + (ROWS - 1) + "'");
      browser.await("document.querySelector('#dead').textContent == '1'");
      browser.await("document.querySelectorAll('#table-chains tbody tr').length == 4");
      browser.await("document.querySelectorAll('.uplot canvas').length >= 4");

      predictions(browser);
      chains(browser);
      changes(browser);
      deadLettersAsText(browser);
      samplesByKeyboardAndByClick(browser);
      anotherModelAndKey(browser);
      onAPhoneInTheDark(browser);
      assertThat(browser.problems()).isEmpty();
      whenTheServerIsAway(browser);
    }
  }

  private static void predictions(HeadlessChromium browser) throws Exception {
    Prediction newest = observations.get(ROWS - 1);
    List<String> cells = cells(browser, "#table-fan tbody tr:first-child");
    assertThat(cells.get(0)).isEqualTo(Long.toString(newest.sequence()));
    for (int level = 0; level < 5; level++) {
      assertThat(number(cells.get(2 + level)))
          .isCloseTo(newest.number().quantiles()[level], within(0.06));
    }
    assertThat(number(cells.get(7)))
        .isCloseTo(newest.number().recalibratedQuantiles()[0], within(0.06));
    assertThat(number(cells.get(8)))
        .isCloseTo(newest.number().recalibratedQuantiles()[4], within(0.06));
    assertThat(number(cells.get(9))).isCloseTo(newest.target(), within(0.06));
    Scores scores = Scores.of(observations);
    assertThat(text(browser, "#within"))
        .isEqualTo("%.1f %%".formatted(100 * scores.coverage().get("0.9")));
    assertThat(text(browser, "#within-note"))
        .isEqualTo(
            "recalibrated %.1f %%".formatted(100 * scores.recalibratedCoverage().get("0.9")));
    assertThat(text(browser, "#readout-fan")).contains("recalibrated");
    assertThat(number(text(browser, "#density")))
        .isCloseTo(scores.logPredictiveDensity(), within(1e-3));
    browser.await("document.querySelector('#status').textContent.includes('" + newest.id() + "')");
    assertThat(text(browser, "#table-answers")).contains(EVIL);
  }

  private static void chains(HeadlessChromium browser) throws Exception {
    Map<Integer, Double> stepSizes = new HashMap<>();
    for (var record : job.read(job.settings().topics().tuner())) {
      TunerStatistics statistics = new TunerFormat().read(record.value());
      if (statistics != null) {
        for (int i = 0; i < statistics.chains().length; i++) {
          stepSizes.put(statistics.chains()[i], statistics.stepSizes()[i]);
        }
      }
    }
    for (int chain = 0; chain < 4; chain++) {
      String row =
          "document.querySelector('#table-chains tbody tr:nth-child(%d)')".formatted(chain + 1);
      // The page may still be reading the topic.
      browser.await(
          "%s.cells[0].textContent == '%d' && Math.abs(%s.cells[1].textContent / %s - 1) < 1e-3"
              .formatted(row, chain, row, stepSizes.get(chain)));
    }
    assertThat(text(browser, "#sampling")).isEqualTo("4 of 4");
  }

  private static void changes(HeadlessChromium browser) throws Exception {
    String applied = "set 'busier' counts from row 200 on";
    browser.await(
        "document.querySelector('#table-events').textContent.includes(\"" + applied + "\")");
  }

  /** Rows of all models have the same numbers. */
  private static void anotherModelAndKey(HeadlessChromium browser) throws Exception {
    choose(browser, "#model-choice", "shops");
    browser.await("document.querySelector('#key-choice').selectedOptions.length == 1");
    for (int i : new int[] {7, 6}) {
      Prediction newest = ofKeys.get(i);
      choose(browser, "#key-choice", newest.model().substring("shops/".length()));
      browser.await(
          "document.querySelector('#status').textContent.includes('" + newest.id() + " ')");
      assertThat(
              browser.evaluate("document.querySelectorAll('#table-fan tbody tr').length").asInt())
          .isEqualTo(4);
      List<String> cells = cells(browser, "#table-fan tbody tr:first-child");
      assertThat(cells.get(0)).isEqualTo(Long.toString(newest.sequence()));
      assertThat(number(cells.get(4))).isCloseTo(newest.number().quantiles()[2], within(0.06));
      assertThat(number(cells.get(7))).isEqualTo(newest.target());
    }
    assertThat(browser.evaluate("location.search").asText()).isEqualTo("?model=shops%2Fnorth");
    choose(browser, "#model-choice", job.settings().named(SyntheticStream.SCHEMA).model());
    browser.await(
        "document.querySelector('#table-fan tbody th').textContent == '" + (ROWS - 1) + "'");
  }

  private static void choose(HeadlessChromium browser, String list, String value) throws Exception {
    browser.await(
        "[...document.querySelectorAll('%s option')].some((each) => each.value == '%s')"
            .formatted(list, value));
    browser.evaluate(
        "(() => { const list = document.querySelector('%s'); list.value = '%s'; list.dispatchEvent(new Event('change')); })()"
            .formatted(list, value));
  }

  private static void whenTheServerIsAway(HeadlessChromium browser) throws Exception {
    int port = URI.create(watch.page()).getPort();
    watch.close();
    browser.await("document.body.dataset.state == 'lost'");
    assertThat(text(browser, "#state")).isEqualTo("not connected");
    browser.await(
        "document.querySelector('#status').textContent.startsWith('Not connected since')");
    watch = watch(port);
    browser.await("document.body.dataset.state == 'live'");
    browser.await("document.querySelector('#status').textContent.includes('rows read')");
  }

  private static void deadLettersAsText(HeadlessChromium browser) throws Exception {
    assertThat(text(browser, "#table-letters")).contains("malformed").contains(EVIL);
    assertThat(browser.evaluate("document.images.length").asInt()).isZero();
  }

  private static void samplesByKeyboardAndByClick(HeadlessChromium browser) throws Exception {
    Prediction newest = observations.get(ROWS - 1);
    String rows = "document.querySelectorAll('#table-samples tbody tr').length";
    browser.evaluate("document.querySelector('#table-fan').closest('details').open = true");
    browser.evaluate("document.querySelector('#table-fan tbody button').focus()");
    browser.press("Enter", 13);
    browser.await(rows + " == " + newest.provenance().samples());
    browser.await("document.activeElement.id == 'samples'");
    String note = text(browser, "#samples-note");
    assertThat(note).contains("row " + newest.sequence() + " (" + newest.id());
    String mean = note.replaceFirst("(?s).*Predicted: mean ([0-9.,]+), .*", "$1");
    assertThat(number(mean)).isCloseTo(newest.number().mean(), within(0.06));
    assertThat(note).contains("these samples together: mean " + mean + ",");

    browser.click("#chart-fan .u-over");
    browser.await(
        "!document.querySelector('#samples-note').textContent.includes('row "
            + newest.sequence()
            + " ')");
    browser.await(
        "document.querySelector('#samples-note').textContent.includes('samples behind row')");
  }

  private static void onAPhoneInTheDark(HeadlessChromium browser) throws Exception {
    String background = "getComputedStyle(document.body).backgroundColor";
    String light = browser.evaluate(background).asText();
    browser.emulate(390, 844, true);
    browser.await(background + " != '" + light + "'");
    browser.await("document.querySelector('#chart-fan canvas').clientWidth < 390");
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(390);
  }

  private static String text(HeadlessChromium browser, String selector) throws Exception {
    return browser.evaluate("document.querySelector('" + selector + "').textContent").asText();
  }

  private static List<String> cells(HeadlessChromium browser, String row) throws Exception {
    List<String> cells = new ArrayList<>();
    browser
        .evaluate("[...document.querySelector('" + row + "').cells].map((c) => c.textContent)")
        .forEach(cell -> cells.add(cell.asText()));
    return cells;
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace(",", "").replace("\u2212", "-"));
  }
}
