package org.smilestream.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.smilestream.connectors.replay.ReplayRow;

/**
 * A model for each colour: the same predictions at any parallelism, through a failure and from a
 * savepoint, to the last bit.
 */
@Timeout(300)
class KeyedModelsITCase {
  private static final int ROWS = 300;
  private static final Map<String, String> KEYED =
      Map.of(
          "model.key", "colour",
          "scaler.warm-up-rows", "30",
          "window.rows", "60",
          "learning.tuning-steps", "40");

  @RegisterExtension static final TestPlatform PLATFORM = new TestPlatform();

  private static final List<ObjectNode> SENT = SyntheticStream.rows(ROWS);
  private static Map<String, String> reference;

  @BeforeAll
  static void runOnce() throws Exception {
    Map<String, String> options = with("parallelism", "1", "topic.partitions", "1");
    try (RunningJob job = RunningJob.start(PLATFORM, "keyed-reference", options, 0)) {
      job.replay(SyntheticStream.replay(SENT), 0);
      job.drain(ROWS);
      reference = predictions(job);
    }
    assertThat(reference).hasSize(ROWS);
  }

  private static Map<String, String> with(String... keysAndValues) {
    Map<String, String> options = new HashMap<>(KEYED);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      options.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return options;
  }

  /** The predictions by id, each of which is there once. */
  private static Map<String, String> predictions(RunningJob job) {
    Map<String, String> predictions = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : job.read(job.settings().topics().predictions())) {
      String id = new String(record.key(), UTF_8);
      String twice = predictions.put(id, new String(record.value(), UTF_8));
      assertThat(twice).as("an earlier prediction of %s", id).isNull();
    }
    return predictions;
  }

  @Test
  void eachColourHasItsModel() throws Exception {
    JsonMapper json = new JsonMapper();
    Map<String, Integer> rows = new HashMap<>();
    double error = 0;
    int sampling = 0;
    for (ObjectNode row : SENT) {
      JsonNode prediction = json.readTree(reference.get(row.get("id").asText()));
      String model = "synthetic/" + row.get("colour").asText();
      assertThat(prediction.get("model").asText()).isEqualTo(model);
      assertThat(prediction.get("sequence").asInt())
          .isEqualTo(rows.merge(model, 1, Integer::sum) - 1);
      if (prediction.get("phase").asText().equals("SAMPLING")) {
        sampling++;
        error += Math.abs(prediction.get("mean").asDouble() - row.get("y").asDouble());
      }
    }
    assertThat(rows).hasSize(3);
    assertThat(sampling).isGreaterThan(100);
    // The noise alone makes 8, a prediction by the mean 36.
    assertThat(error / sampling).isLessThan(20);
  }

  @Test
  void atParallelismTwoWithPartitionsOutOfStep() throws Exception {
    try (RunningJob job = RunningJob.start(PLATFORM, "keyed-two", KEYED, 0)) {
      String topic = job.settings().topics().observations();
      for (int i = 0; i < ROWS + 100; i++) {
        if (i % 2 == 0 && i < ROWS) {
          job.send(topic, 0, SyntheticStream.bytes(SENT.get(i).toString()));
        }
        if (i % 2 == 1 && i >= 100) {
          job.send(topic, 1, SyntheticStream.bytes(SENT.get(i - 100).toString()));
        }
      }
      job.drain(ROWS);
      assertThat(predictions(job)).isEqualTo(reference);
      assertThat(job.read(job.settings().topics().posterior())).isEmpty();
      // Warm starts at 30 and 60 rows of each colour.
      assertThat(job.read(job.settings().topics().tuner()))
          .filteredOn(record -> !new String(record.value(), UTF_8).contains("\"type\":\"metrics\""))
          .hasSizeBetween(6, 12);
    }
  }

  @Test
  void throughAFailureAndASavepointAndRequests() throws Exception {
    List<ReplayRow> rows = SyntheticStream.replay(SENT);
    String savepoint;
    try (RunningJob job = RunningJob.start(PLATFORM, "keyed-failing", KEYED, 1)) {
      job.replay(rows.subList(0, 120), 0);
      job.awaitPredictions(100);
      job.replay(rows.subList(120, 170), 100);
      job.killTaskManager();
      job.replay(rows.subList(170, 200), 100);
      job.awaitPredictions(190);
      assertThat(job.restarts()).isEqualTo(1);
      savepoint = job.stop();
    }
    Map<String, String> options =
        with("parallelism", "3", "model.key-memory", "1 mb", "topic.control", "keyed.control");
    try (RunningJob job = RunningJob.resume(PLATFORM, savepoint, "keyed-failing", options)) {
      String requests = job.settings().topics().requests();
      job.send(requests, 0, SyntheticStream.bytes(request("asked", "blue").toString()));
      job.send(requests, 0, SyntheticStream.bytes(request("unknown", "pink").toString()));
      control(job, "{'id': 'no-model', 'type': 'retire', 'key': 'pink', 'from': '%s'}");
      control(job, "{'id': 'of-all', 'type': 'pause', 'from': '%s'}");
      job.replay(rows.subList(200, ROWS), 0);
      job.drain(ROWS + 2);
      assertThat(acknowledgements(job))
          .containsExactlyInAnyOrder("no-model waiting", "no-model refused", "of-all refused");
      Map<String, String> predictions = predictions(job);
      JsonNode asked = new JsonMapper().readTree(predictions.remove("asked"));
      assertThat(asked.get("model").asText()).isEqualTo("synthetic/blue");
      assertThat(asked.get("mean").asDouble()).isBetween(300.0, 700.0);
      JsonNode unknown = new JsonMapper().readTree(predictions.remove("unknown"));
      assertThat(unknown.get("model").asText()).isEqualTo("synthetic/pink");
      assertThat(unknown.has("mean")).isFalse();
      assertThat(predictions).isEqualTo(reference);
    }
  }

  /** Sends a record whose time is that of row 250. */
  private static void control(RunningJob job, String record) throws Exception {
    String json = record.formatted(SyntheticStream.START.plusSeconds(250)).replace('\'', '"');
    job.send("keyed.control", 0, SyntheticStream.bytes(json));
  }

  private static List<String> acknowledgements(RunningJob job) throws Exception {
    List<String> acknowledgements = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : job.read(job.settings().topics().tuner())) {
      JsonNode json = new JsonMapper().readTree(record.value());
      if (json.get("type").asText().equals("control")) {
        acknowledgements.add(json.get("id").asText() + " " + json.get("status").asText());
      }
    }
    return acknowledgements;
  }

  private static ObjectNode request(String id, String colour) {
    return SyntheticStream.request(id).put("colour", colour);
  }
}
