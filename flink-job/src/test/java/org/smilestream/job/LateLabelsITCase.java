package org.smilestream.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.format.SchemaFile;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Prediction;
import org.smilestream.data.Schema;

/** Features come in one topic, and each label twenty and a half seconds later. */
@Timeout(180)
class LateLabelsITCase {
  private static final int ROWS = 240;
  private static final int DELAY_MILLIS = 20_500;

  private static final Schema SCHEMA =
      SchemaFile.parse(
          "late.yaml",
          SyntheticStream.bytes(
              """
              model: synthetic
              task: regression
              id: id
              eventTime: time
              labelTime: known
              numeric: [x1, x2]
              categorical: {colour: 4}
              target: y
              """));

  @RegisterExtension static final TestPlatform PLATFORM = new TestPlatform();

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static ObjectNode features(ObjectNode row) {
    return row.deepCopy().without("y");
  }

  private static ObjectNode label(ObjectNode row) {
    Instant known = Instant.parse(row.get("time").asText()).plusMillis(DELAY_MILLIS);
    ObjectNode label = JsonNodeFactory.instance.objectNode();
    label.set("id", row.get("id"));
    label.set("y", row.get("y"));
    return label.put("known", known.toString());
  }

  private static void send(RunningJob job, String topic, int partition, ObjectNode record)
      throws Exception {
    job.send(topic, partition, SyntheticStream.bytes(record.toString()));
  }

  /** Moves the time of every partition past all rows. */
  private static void close(RunningJob job, String... topics) throws Exception {
    int number = 0;
    for (String topic : topics) {
      for (int partition = 0; partition < 2; partition++) {
        ObjectNode end = SyntheticStream.rows(1).get(0).put("id", "end-" + number++);
        end.put("time", SyntheticStream.START.plusSeconds(100_000).toString());
        send(job, topic, partition, topic.endsWith("labels") ? label(end) : features(end));
      }
    }
  }

  /** The records with scores, and how many records there are for each id. */
  private record Answers(Map<String, String> scored, Map<String, Integer> records) {

    static Answers of(RunningJob job) throws Exception {
      PredictionFormat format = new PredictionFormat(SCHEMA);
      Answers answers = new Answers(new TreeMap<>(), new TreeMap<>());
      for (ConsumerRecord<byte[], byte[]> record :
          job.read(job.settings().topics().predictions())) {
        Prediction prediction = format.read(record.value());
        if (prediction.id().startsWith("row-")) {
          answers.records().merge(prediction.id(), 1, Integer::sum);
          if (!Double.isNaN(prediction.target())) {
            answers.scored().put(prediction.id(), new String(record.value(), UTF_8));
          }
        }
      }
      return answers;
    }
  }

  private static List<JsonNode> deadLetters(RunningJob job) throws Exception {
    List<JsonNode> letters = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : job.read(job.settings().topics().deadLetters())) {
      letters.add(MAPPER.readTree(record.value()));
    }
    return letters;
  }

  /** Killed on its way, and with a topic of labels. */
  private static Answers disturbed(List<ObjectNode> rows) throws Exception {
    String labels = "late-killed.labels";
    try (RunningJob job =
        RunningJob.start(PLATFORM, "late-killed", SCHEMA, Map.of("labels.topic", labels), 3)) {
      String observations = job.settings().topics().observations();
      int half = ROWS / 2;
      for (int i = 0; i < ROWS; i++) {
        if (i == half) {
          job.awaitPredictions(half);
          job.killTaskManager();
        }
        send(job, observations, i % 2, features(rows.get(i)));
        send(job, labels, i % 2, label(rows.get(i)));
      }
      // Three that have no place; the first of them needs the row of its features.
      send(job, labels, 0, label(rows.get(ROWS - 2)).put("y", 1));
      send(job, labels, 1, label(rows.get(ROWS - 1)));
      send(job, labels, 1, label(rows.get(ROWS - 1)).put("id", "nobody"));
      close(job, observations, labels);
      job.awaitPredictions(2 * ROWS);

      assertThat(deadLetters(job).stream().map(letter -> letter.get("code").asText()))
          .containsExactlyInAnyOrder(
              DeadLetter.CHANGED_LABEL, DeadLetter.DUPLICATE_LABEL, DeadLetter.NO_FEATURES);
      return Answers.of(job);
    }
  }

  /** Left alone, and with features and labels in one topic. */
  private static Answers undisturbed(List<ObjectNode> rows) throws Exception {
    try (RunningJob job =
        RunningJob.start(
            PLATFORM, "late", SCHEMA, Map.of("stream.max-out-of-orderness", "1 min"), 0)) {
      String observations = job.settings().topics().observations();
      for (int i = 0; i < ROWS; i++) {
        send(job, observations, i % 2, features(rows.get(i)));
        send(job, observations, i % 2, label(rows.get(i)));
      }
      close(job, observations);
      job.awaitPredictions(2 * ROWS);
      assertThat(deadLetters(job)).isEmpty();
      return Answers.of(job);
    }
  }

  @Test
  void eachRowIsPredictedOnceAndScoredOnceWhateverHappens() throws Exception {
    List<ObjectNode> rows = SyntheticStream.rows(ROWS);

    Answers disturbed = disturbed(rows);
    Answers undisturbed = undisturbed(rows);

    assertThat(disturbed.records()).hasSize(ROWS).allSatisfy((id, n) -> assertThat(n).isEqualTo(2));
    assertThat(disturbed.scored()).hasSize(ROWS);
    assertThat(disturbed.records()).isEqualTo(undisturbed.records());
    assertThat(disturbed.scored()).isEqualTo(undisturbed.scored());
    String id = SyntheticStream.id(ROWS - 1);
    Prediction last =
        new PredictionFormat(SCHEMA).read(SyntheticStream.bytes(disturbed.scored().get(id)));
    assertThat(last.provenance().newestAge())
        .as("milliseconds from the newest label that was learned from to the row")
        .isBetween(0L, 10_000L);
    assertThat(last.provenance().samples()).isPositive();
  }
}
