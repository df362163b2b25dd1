package org.smilestream.job.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.format.ModelRecordFormat;
import org.smilestream.connectors.format.PredictionAvroFormat;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.format.RecordFormat;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Prediction;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.job.watch.LiveJob.Topic;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;

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
    assertThat(predictions.path("rows").asInt()).isEqualTo(300);
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
    assertThat(view().path("predictions").path("rows").asInt()).isEqualTo(1);
  }

  @Test
  void withoutTheRowThereAreNoSamplesAndTheReasonIsSaid() {
    predict(0, 3);

    assertThatThrownBy(() -> job.samplesOfRow(Optional.empty(), 2))
        .hasMessageContaining("row 'row-2' is not among");
    assertThatThrownBy(() -> job.samplesOfRequest(Optional.empty(), "nobody"))
        .hasMessage("request 'nobody' is not among the newest");
  }

  private void predict(String model, int from, int to) {
    for (int i = from; i < to; i++) {
      Prediction prediction = WatchedRecords.prediction(model + "-" + i, i, 10, 0.5);
      job.add(Topic.PREDICTIONS, WatchedRecords.bytes(WatchedRecords.of(model, prediction)));
    }
  }

  private JsonNode view(String model) throws Exception {
    return new ObjectMapper().readTree(job.view(Optional.of(model)));
  }

  /** The numbers of the rows of two models need not be the same. */
  @Test
  void theModelThatAnswersIsShownAndOthersCanBeChosen() throws Exception {
    predict("champion", 0, 150);
    predict("challenger", 120, 130);

    assertThat(view().path("model").asText()).isEqualTo("challenger");
    assertThat(view().path("models").toString()).isEqualTo("[\"challenger\",\"champion\"]");
    JsonNode rows = view().path("predictions").path("fan").path("rows");
    assertThat(rows).hasSize(10);
    assertThat(view("champion").path("predictions").path("newest").asText())
        .isEqualTo("champion-149");
    assertThat(view("champion").path("predictions").path("fan").path("rows")).hasSize(150);
  }

  @Test
  void ofKeysTheOneWithTheMostRowsIsShownAndStays() throws Exception {
    predict("m/a", 0, 3);
    predict("m/b", 0, 5);
    assertThat(view().path("model").asText()).isEqualTo("m/b");

    predict("m/a", 3, 30);
    assertThat(view().path("model").asText()).isEqualTo("m/b");
    assertThat(view("m/a").path("predictions").path("rows").asInt()).isEqualTo(30);
  }

  @Test
  void theCommandLineSaysWhatIsShownFirst() throws Exception {
    LiveJob chosen =
        new LiveJob(List.of(), new Choice(Optional.empty(), Optional.of("a/1")), Clock.systemUTC());
    for (String model : new String[] {"m/b", "m/a/1", "m/b"}) {
      Prediction prediction = WatchedRecords.prediction(model, 0, 10, 0.5);
      chosen.add(Topic.PREDICTIONS, WatchedRecords.bytes(WatchedRecords.of(model, prediction)));
    }

    assertThat(new ObjectMapper().readTree(chosen.view(Optional.empty())).path("model").asText())
        .isEqualTo("m/a/1");
  }

  @Test
  void ofManyKeysLessIsKeptOfEach() throws Exception {
    predict("m/0", 0, PredictionFeed.SCORED_ROWS);
    for (int key = 1; key < 200; key++) {
      predict("m/" + key, 0, 1);
    }

    assertThat(view("m/0").path("predictions").path("scores").path("rows").asInt())
        .isEqualTo(PredictionFeed.SCORED_ROWS / 16);
    assertThat(view("m/0").path("models")).hasSize(200);
    assertThat(view("m/0").path("standings")).hasSize(20);
  }

  @Test
  void theKeysThatNobodyHasHeardOfForLongestAreForgotten() throws Exception {
    for (int key = 0; key < Models.MOST + 5; key++) {
      predict("m/" + key, 0, 1);
    }

    assertThat(view("m/0").path("predictions").path("rows").asInt()).isZero();
    assertThat(view("m/100").path("predictions").path("rows").asInt()).isEqualTo(1);
    assertThat(view("m/100").path("models")).hasSize(500);
    assertThat(view("m/100").path("hidden").asInt()).isEqualTo(Models.MOST - 500);
  }

  @Test
  void modelsStandSideBySideWithTheEvidence() throws Exception {
    predict("one", 0, 150);
    predict("two", 0, 150);
    job.add(
        Topic.TUNER,
        WatchedRecords.bytes(
            """
            {"type":"diagnostics","model":"two","scoredRows":1200,"logPredictiveDensity":-1.25}"""));
    job.add(
        Topic.TUNER,
        WatchedRecords.bytes(
            """
            {"type":"metrics","model":"one","operator":"champion","subtask":0,"time":"2026-01-01T00:00:00Z",
            "values":{"champion.model.two.isChampion":0,"champion.model.two.evidence":0.25}}"""));

    JsonNode two = view().path("standings").get(1);
    assertThat(two.path("model").asText()).isEqualTo("two");
    assertThat(two.path("rows").asInt()).isEqualTo(50);
    assertThat(two.path("logPredictiveDensity").asDouble()).isEqualTo(-1.5);
    assertThat(two.path("coverage90").asDouble()).isEqualTo(1);
    assertThat(two.path("allRows").asInt()).isEqualTo(1200);
    assertThat(two.path("allLogPredictiveDensity").asDouble()).isEqualTo(-1.25);
    assertThat(two.path("champion").asInt()).isZero();
    assertThat(two.path("evidence").asDouble()).isEqualTo(0.25);
  }

  /** Of a challenger the operators have names of their own. */
  @Test
  void throughputIsThatOfTheModel() throws Exception {
    predict("one", 0, 1);
    predict("two", 0, 1);
    for (String suffix : new String[] {"", "-two"}) {
      job.add(
          Topic.TUNER,
          WatchedRecords.bytes(
              """
              {"type":"metrics","model":"one","operator":"predictions%s","subtask":0,"time":"2026-01-01T00:00:00Z",
              "values":{"predictions.predictionsPerSecond":%d}}"""
                  .formatted(suffix, suffix.length())));
    }

    String rate = "predictionsPerSecond";
    assertThat(view("two").path("metrics").path("points")).hasSize(1);
    assertThat(view("two").path("metrics").path("points").get(0).path(rate).asInt()).isEqualTo(4);
    assertThat(view("one").path("metrics").path("points").get(0).path(rate).asInt()).isZero();
  }

  @Test
  void stepsForARowStandWithTheGroup() throws Exception {
    predict(0, 1);
    job.add(Topic.TUNER, WatchedRecords.tuner(1, 110, 0.03, null));
    job.add(
        Topic.TUNER,
        WatchedRecords.bytes(
            """
            {"type":"metrics","model":"m","operator":"chains","subtask":0,"time":"2026-01-01T00:00:00Z",
            "values":{"chains.group.1.stepsPerRow":3.5}}"""));

    JsonNode group = view().path("chains").path("groups").get(0);
    assertThat(group.path("stepsPerRow").asDouble()).isEqualTo(3.5);
    assertThat(group.path("rejections").asInt()).isEqualTo(1);
    assertThat(group.path("chains").toString()).isEqualTo("[1,3]");
  }

  @Test
  void recalibratedIntervalsAreShownAndCounted() throws Exception {
    for (int i = 0; i < 200; i++) {
      double target = i % 2 == 0 ? 10 : 13;
      double[] recalibrated = i < 20 ? null : new double[] {8, 9, 10, 11, 12 + i % 3};
      job.add(
          Topic.PREDICTIONS,
          WatchedRecords.bytes(
              WatchedRecords.prediction("row-" + i, i, target, 0.5, recalibrated)));
    }

    JsonNode predictions = view().path("predictions");
    JsonNode fan = predictions.path("fan");
    assertThat(fan.path("rows").get(0).asInt()).isEqualTo(50);
    assertThat(fan.path("recalibrated").get(4).get(0).asInt()).isEqualTo(14);
    assertThat(fan.path("quantiles").get(4).get(0).asDouble()).isEqualTo(13.3);
    JsonNode scores = predictions.path("scores");
    assertThat(scores.path("coverage").path("0.9").asDouble()).isEqualTo(1);
    // Of the odd rows those with 13 or 14 as the upper end.
    assertThat(scores.path("recalibratedCoverage").path("0.9").asDouble())
        .isCloseTo(0.5 + 0.5 * 2 / 3, within(0.01));
    JsonNode coverage = predictions.path("coverage");
    assertThat(coverage.path("within").get(0).asDouble()).isEqualTo(1);
    assertThat(coverage.path("recalibrated").get(coverage.path("rows").size() - 1).asDouble())
        .isEqualTo(scores.path("recalibratedCoverage").path("0.9").asDouble());
  }

  @Test
  void withoutRecalibrationThereIsNothingOfIt() throws Exception {
    predict(0, 150);

    JsonNode predictions = view().path("predictions");
    assertThat(predictions.path("fan").has("recalibrated")).isFalse();
    assertThat(predictions.path("coverage").has("recalibrated")).isFalse();
    assertThat(predictions.path("scores").has("recalibratedCoverage")).isFalse();
  }

  /** A row of which the label comes late is predicted twice. */
  @Test
  void rowsWaitForTheirOutcome() throws Exception {
    for (int i = 0; i < 200; i++) {
      job.add(
          Topic.PREDICTIONS,
          WatchedRecords.bytes(WatchedRecords.prediction("row-" + i, i, Double.NaN, Double.NaN)));
    }
    assertThat(view().path("predictions").path("waiting").asInt()).isEqualTo(200);
    predict(0, 121);
    predict(130, 131);

    JsonNode predictions = view().path("predictions");
    assertThat(predictions.path("waiting").asInt()).isEqualTo(78);
    assertThat(predictions.path("scores").path("rows").asInt()).isEqualTo(22);
    JsonNode fan = predictions.path("fan");
    // Forty rows beyond the newest that is known.
    assertThat(fan.path("rows").get(149).asInt()).isEqualTo(170);
    assertThat(fan.path("targets").get(149).isNull()).isTrue();
    assertThat(fan.path("targets").get(109).isNull()).isFalse();
    assertThat(fan.path("targets").get(108).isNull()).isTrue();
  }

  @Nested
  class Classes {
    private final Schema schema = WatchedRecords.CLASSES;

    private JsonNode view(LiveJob job) throws Exception {
      return new ObjectMapper().readTree(job.view(Optional.empty()));
    }

    private void predict(LiveJob job, RecordFormat<Prediction> format) {
      for (int i = 0; i < 200; i++) {
        // Three of four of the likelier class come.
        int target = i % 4 == 0 ? 0 : 1;
        job.add(
            Topic.PREDICTIONS,
            format.value(WatchedRecords.ofClasses(i, i == 199 ? Double.NaN : target, 0.25, 0.75)));
      }
    }

    private void assertRight(JsonNode view) {
      assertThat(view.path("classes").toString()).isEqualTo("[\"up\",\"down\"]");
      JsonNode predictions = view.path("predictions");
      assertThat(predictions.has("fan")).isFalse();
      assertThat(predictions.has("pit")).isFalse();
      assertThat(predictions.path("waiting").asInt()).isEqualTo(1);
      JsonNode classes = predictions.path("classes");
      assertThat(classes.path("rows")).hasSize(150);
      assertThat(classes.path("labels").toString()).isEqualTo("[\"up\",\"down\"]");
      assertThat(classes.path("probabilities").get(1).get(0).asDouble()).isEqualTo(0.75);
      assertThat(classes.path("predicted").get(0).asInt()).isEqualTo(1);
      assertThat(classes.path("happened").get(149).asInt()).isEqualTo(-1);
      assertThat(classes.path("happened").get(2).asInt()).isZero();
      assertThat(predictions.path("scores").path("accuracy").asDouble())
          .isCloseTo(0.75, within(0.01));
      assertThat(predictions.path("confidence")).hasSize(1);
      JsonNode bin = predictions.path("confidence").get(0);
      assertThat(bin.path("rows").asInt()).isEqualTo(99);
      assertThat(bin.path("confidence").asDouble()).isEqualTo(0.75);
      assertThat(bin.path("right").asDouble()).isCloseTo(0.75, within(0.01));
      assertThat(predictions.path("coverage").path("expected").get(0).asDouble()).isEqualTo(0.75);
    }

    @Test
    void probabilitiesTakeThePlaceOfTheFan() throws Exception {
      LiveJob job = new LiveJob(List.of(schema), Choice.ANY, Clock.systemUTC());
      predict(job, new PredictionFormat(schema));

      assertRight(view(job));
    }

    /** A job with a model for each key never says what the columns are. */
    @Test
    void theRecordsTellWhichClassesThereAre() throws Exception {
      LiveJob job = new LiveJob(List.of(), Choice.ANY, Clock.systemUTC());
      job.add(Topic.PREDICTIONS, WatchedRecords.bytes("{}"));
      predict(job, new PredictionFormat(schema));

      assertRight(view(job));
      assertThat(view(job).path("unreadable").asInt()).isEqualTo(1);
    }

    @Test
    void recordsThatDoNotTellWaitForTheColumns() throws Exception {
      LiveJob job = new LiveJob(List.of(), Choice.ANY, Clock.systemUTC());
      predict(job, new PredictionAvroFormat(schema));
      assertThat(view(job).path("predictions").path("rows").asInt()).isZero();

      ModelSpec spec =
          new ModelSpec(
              1,
              List.of(),
              List.of(2),
              2,
              Activation.RELU,
              Likelihood.CATEGORICAL,
              new Prior(Prior.Family.NORMAL, 0, 1));
      job.add(
          Topic.POSTERIOR,
          new ModelRecordFormat(schema, spec, Map.of())
              .value(
                  KnowledgeUpdate.of(
                      9, 0, new Scaler(1, 10, new double[] {0}, new double[] {1}, 0, 1))));
      assertRight(view(job));
    }

    @Test
    void aClassThatIsNotKnownIsUnreadable() throws Exception {
      LiveJob job = new LiveJob(List.of(schema), Choice.ANY, Clock.systemUTC());
      String json =
          new String(
              new PredictionFormat(schema).value(WatchedRecords.ofClasses(0, 1, 0.5, 0.5)),
              StandardCharsets.UTF_8);
      job.add(
          Topic.PREDICTIONS,
          WatchedRecords.bytes(json.replace("\"target\":\"down\"", "\"target\":\"sideways\"")));

      assertThat(view(job).path("unreadable").asInt()).isEqualTo(1);
    }
  }
}
