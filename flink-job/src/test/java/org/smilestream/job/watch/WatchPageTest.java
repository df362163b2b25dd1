package org.smilestream.job.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.job.HeadlessChromium;
import org.smilestream.job.watch.LiveJob.Topic;

/** What the page says of records that were put down here, in a real browser. */
@Timeout(120)
class WatchPageTest {
  private static final int WIDTH = 1300;

  @TempDir private Path profile;
  private final ShiftedClock clock = new ShiftedClock();
  private final LiveJob job = new LiveJob(List.of(WatchedRecords.SCHEMA), Choice.ANY, clock);
  private WatchServer server;
  private HeadlessChromium browser;

  /** The time of the browser, or some time before. */
  private static final class ShiftedClock extends Clock {
    private Duration before = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().minus(before);
    }

    @Override
    public ZoneId getZone() {
      return ZoneId.of("UTC");
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeEach
  void openThePage() throws Exception {
    Optional<Path> program = HeadlessChromium.installed();
    assumeTrue(program.isPresent(), "no Chromium is installed on this machine");
    server = new WatchServer(job, InetAddress.getLoopbackAddress(), 0);
    browser = new HeadlessChromium(program.get(), profile, WIDTH, 900);
    browser.emulate(WIDTH, 900, false);
    browser.open(server.page());
    browser.await("document.body?.dataset.state && document.querySelector('#table-letters')");
  }

  @AfterEach
  void close() throws Exception {
    if (browser != null) {
      browser.close();
      server.close();
    }
  }

  private void predict(String model, int from, int to) {
    for (int i = from; i < to; i++) {
      job.add(
          Topic.PREDICTIONS,
          WatchedRecords.bytes(
              WatchedRecords.of(model, WatchedRecords.prediction("row-" + i, i, 10, 0.5))));
    }
  }

  @Test
  void aJobThatWritesTheSameRowsAgainAndAgainIsNotLive() throws Exception {
    clock.before = Duration.ofSeconds(90);
    predict("m", 0, 40);
    clock.before = Duration.ZERO;
    predict("m", 20, 40);

    browser.await("document.body?.dataset.state == 'stuck'");
    browser.await("document.querySelector('#state').textContent == 'no new row'");
    browser.await(
        "/Predictions of 40 rows read, .* No new row for 1.5\\d* min/.test(document.querySelector('#status').textContent)");

    predict("m", 40, 41);
    browser.await("document.body.dataset.state == 'live'");
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void chainsThatDisagreeAreMarkedAndTheMarkHasAMeaning() throws Exception {
    predict("m", 0, 10);
    diagnose(1.1);
    browser.await("document.querySelector('#sampling-note').textContent.endsWith('R̂ 1.100')");
    assertThat(marks()).isZero();

    diagnose(1.6);
    browser.await(
        "document.querySelector('#sampling-note').textContent.endsWith('R̂ 1.600, high')");

    assertThat(marks()).isEqualTo(2);
    assertThat(browser.evaluate("document.querySelector('#table-scores [title]').title").asText())
        .contains("Above 1.2")
        .contains("learning.steps-per-row");
    assertThat(browser.problems()).isEmpty();
  }

  private void diagnose(double rhat) {
    job.add(
        Topic.TUNER,
        WatchedRecords.bytes(
            "{\"type\":\"diagnostics\",\"model\":\"m\",\"rhat\":%s,\"ess\":12}".formatted(rhat)));
  }

  /** On the tile and in the table of scores. */
  private int marks() throws Exception {
    return browser
        .evaluate(
            "document.querySelectorAll('div.odd > #sampling, #table-scores .odd-value').length")
        .asInt();
  }

  @Test
  void modelsSideBySideNeedNoScrolling() throws Exception {
    for (String model : List.of("temperature-of-the-north", "temperature-wide-network")) {
      predict(model, 100_000, 100_200);
      job.add(
          Topic.TUNER,
          WatchedRecords.bytes(
              """
              {"type":"diagnostics","model":"%s","scoredRows":1234567,"logPredictiveDensity":-1.25}"""
                  .formatted(model)));
    }
    job.add(
        Topic.TUNER,
        WatchedRecords.bytes(
            """
            {"type":"metrics","model":"m","operator":"champion","subtask":0,"time":"2026-01-01T00:00:00Z","values":{
            "champion.model.temperature-of-the-north.isChampion":1,
            "champion.model.temperature-wide-network.isChampion":0,
            "champion.model.temperature-wide-network.meanGain":-0.01234,
            "champion.model.temperature-wide-network.evidence":0.0001234}}"""));

    browser.await("document.querySelectorAll('#table-models tbody tr').length == 2");
    browser.await("document.querySelectorAll('#table-models thead th').length == 11");

    int table = browser.evaluate("document.querySelector('#table-models').scrollWidth").asInt();
    int room = browser.evaluate("document.querySelector('#table-models').clientWidth").asInt();
    assertThat(table).isLessThanOrEqualTo(room);
  }
}
