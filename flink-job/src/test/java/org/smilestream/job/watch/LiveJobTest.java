package org.smilestream.job.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smilestream.job.watch.LiveJob.Topic;

class LiveJobTest {
  private final LiveJob job = WatchedRecords.job();

  private JsonNode view() throws Exception {
    return new ObjectMapper().readTree(job.view(Optional.empty()));
  }

  private void predict(int from, int to) {
    for (int i = from; i < to; i++) {
      double place = (i % 10 + 0.5) / 10;
      job.add(
          Topic.PREDICTIONS,
          WatchedRecords.bytes(
              WatchedRecords.prediction("row-" + i, i, i % 5 == 0 ? 14 : 10, place)));
    }
  }

  @Test
  void theFanHasTheNewestRowsInTheOrderOfTheStream() throws Exception {
    predict(160, 300);
    predict(0, 160);

    JsonNode predictions = view().path("predictions");
    assertThat(predictions.path("fan").path("rows")).hasSize(150);
    assertThat(predictions.path("fan").path("rows").get(149).asInt()).isEqualTo(299);
    assertThat(predictions.path("fan").path("quantiles").get(2).get(0).asDouble()).isEqualTo(10);
    assertThat(predictions.path("newest").asText()).isEqualTo("row-299");
    assertThat(predictions.path("read").asInt()).isEqualTo(300);
  }

  /** Of the rows from 100 on one in five lies beyond the interval; each tenth has as many. */
  @Test
  void coverageAndCalibrationAreOfTheRowsThatCount() throws Exception {
    predict(0, 300);

    JsonNode predictions = view().path("predictions");
    assertThat(predictions.path("scores").path("rows").asInt()).isEqualTo(200);
    assertThat(predictions.path("scores").path("coverage").path("0.9").asDouble())
        .isCloseTo(0.8, within(1e-6));
    assertThat(predictions.path("pit")).hasSize(10);
    predictions.path("pit").forEach(bin -> assertThat(bin.asDouble()).isCloseTo(1, within(1e-6)));
  }

  @Test
  void onlyTheNewestRowsAreKept() throws Exception {
    predict(0, PredictionFeed.SCORED_ROWS + 500);

    assertThat(view().path("predictions").path("scores").path("rows").asInt())
        .isEqualTo(PredictionFeed.SCORED_ROWS);
    assertThatThrownBy(() -> job.samplesOfRow(Optional.empty(), 7))
        .hasMessageContaining("row 7 is not among");
  }

  @Test
  void answersToRequestsStandApart() throws Exception {
    job.add(
        Topic.PREDICTIONS,
        WatchedRecords.bytes(WatchedRecords.prediction("<b>&\"", -1, Double.NaN, Double.NaN)));

    JsonNode predictions = view().path("predictions");
    assertThat(predictions.path("answers").get(0).path("id").asText()).isEqualTo("<b>&\"");
    assertThat(predictions.has("newest")).isFalse();
    assertThat(predictions.path("fan").path("rows")).isEmpty();
  }

  @Test
  void chainsOfAllGroupsAndWhatHappenedToThem() throws Exception {
    job.add(Topic.TUNER, WatchedRecords.tuner(0, 100, 0.01, null));
    job.add(Topic.TUNER, WatchedRecords.tuner(0, 110, 0.02, null));
    job.add(Topic.TUNER, WatchedRecords.tuner(1, 110, 0.03, "warmed on 400 rows"));

    JsonNode series = view().path("chains").path("series");
    assertThat(series.path("chains").toString()).isEqualTo("[0,1,2,3]");
    assertThat(series.path("steps").toString()).isEqualTo("[100,110]");
    assertThat(series.path("stepSizes").get(0).toString()).isEqualTo("[0.01,0.02]");
    assertThat(series.path("stepSizes").get(3).toString()).isEqualTo("[null,0.06]");
    assertThat(view().path("chains").path("groups")).hasSize(2);
    assertThat(view().path("events").get(0).path("text").asText())
        .isEqualTo("group 1: warmed on 400 rows");
  }

  /** Another job on the same topic begins its steps anew. */
  @Test
  void chainsThatBeginAnewLeaveNoOldLinesBehind() throws Exception {
    job.add(Topic.TUNER, WatchedRecords.tuner(0, 5000, 0.01, null));
    job.add(Topic.TUNER, WatchedRecords.tuner(0, 10, 0.02, null));

    assertThat(view().path("chains").path("series").path("steps").toString()).isEqualTo("[10]");
  }

  @Test
  void recordsOfAnotherTypeAreEvents() throws Exception {
    job.add(
        Topic.TUNER,
        WatchedRecords.bytes(
            "{\"type\":\"drift\",\"eventTime\":\"2014-01-02T00:00:00Z\",\"statistic\":7.5}"));

    JsonNode event = view().path("events").get(0);
    assertThat(event.path("kind").asText()).isEqualTo("drift");
    assertThat(event.path("time").asText()).isEqualTo("2014-01-02T00:00:00Z");
    assertThat(event.path("text").asText()).isEqualTo("statistic 7.5");
  }

  @Test
  void metricsOfSubtasksAreAddedAndLatenciesAreTheLargest() throws Exception {
    for (int subtask = 0; subtask < 2; subtask++) {
      job.add(
          Topic.TUNER,
          WatchedRecords.bytes(
              """
              {"type":"metrics","model":"m","operator":"predictions","subtask":%d,"time":"2026-01-01T00:00:00Z",
              "values":{"predictions.predictionsPerSecond":10,"predictions.requestLatency.p99":%d}}"""
                  .formatted(subtask, 5 + subtask)));
    }

    JsonNode metrics = view().path("metrics");
    Map<String, JsonNode> values = new HashMap<>();
    metrics.path("values").forEach(each -> values.put(each.path("name").asText(), each));
    JsonNode rate = values.get("predictions.predictions.predictionsPerSecond");
    assertThat(rate.path("value").asDouble()).isEqualTo(20);
    assertThat(rate.path("unit").asText()).isEqualTo("rows/s");
    assertThat(values.get("predictions.predictions.requestLatency.p99").path("value").asDouble())
        .isEqualTo(6);
    assertThat(metrics.path("points")).hasSize(2);
    assertThat(metrics.path("points").get(1).path("predictionsPerSecond").asDouble()).isEqualTo(20);
    assertThat(metrics.path("points").get(1).path("waitingRows").isNull()).isTrue();
  }

  @Test
  void deadLettersAreCountedByReasonWithTheNewestExamples() throws Exception {
    for (int i = 0; i < 5; i++) {
      job.add(
          Topic.DEAD_LETTERS,
          WatchedRecords.bytes(
              "{\"code\":\"bad-value\",\"reason\":\"r%d\",\"topic\":\"t\",\"partition\":0,\"offset\":%d,\"payload\":\"%s\"}"
                  .formatted(i, i, "x".repeat(500))));
    }

    JsonNode letters = view().path("deadLetters");
    assertThat(letters.get(0).path("code").asText()).isEqualTo("bad-value");
    assertThat(letters.get(0).path("count").asInt()).isEqualTo(5);
    assertThat(letters.get(0).path("examples")).hasSize(3);
    assertThat(letters.get(0).path("examples").get(0).path("reason").asText()).isEqualTo("r4");
    assertThat(letters.get(0).path("examples").get(0).path("payload").asText())
        .hasSizeBetween(200, 210);
  }

  @Test
  void whatIsNoRecordOfItsTopicIsCountedAndPassedOver() throws Exception {
    for (Topic topic :
        new Topic[] {Topic.PREDICTIONS, Topic.TUNER, Topic.DEAD_LETTERS, Topic.POSTERIOR}) {
      job.add(topic, WatchedRecords.bytes("{}"));
      job.add(topic, new byte[0]);
    }
    job.add(Topic.OBSERVATIONS, WatchedRecords.bytes("{"));
    predict(0, 1);

    assertThat(view().path("unreadable").asInt()).isEqualTo(8);
    assertThat(view().path("predictions").path("read").asInt()).isEqualTo(1);
  }

  @Test
  void withoutTheRowThereAreNoSamplesAndTheReasonIsSaid() {
    predict(0, 3);

    assertThatThrownBy(() -> job.samplesOfRow(Optional.empty(), 2))
        .hasMessageContaining("row 'row-2' is not among");
    assertThatThrownBy(() -> job.samplesOfRequest(Optional.empty(), "nobody"))
        .hasMessage("request 'nobody' is not among the newest");
  }
}
