package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.job.launch.FlinkLauncher;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.job.options.JobSettings;

/** What may change between a savepoint and the job that goes on from it, and what may not. */
@Timeout(180)
class SavepointITCase {
  private static final String NAME = "savepoint";
  private static final int ROWS = 300;
  private static final int ROWS_BEFORE = 200;

  @RegisterExtension static final TestPlatform PLATFORM = new TestPlatform();

  private static final JsonMapper JSON = new JsonMapper();
  private static final List<ObjectNode> SENT = SyntheticStream.rows(ROWS);
  private static String savepoint;

  @BeforeAll
  static void makeASavepoint() throws Exception {
    try (RunningJob job = RunningJob.start(PLATFORM, NAME, Map.of(), 0)) {
      job.replay(SyntheticStream.replay(SENT.subList(0, ROWS_BEFORE)), 0);
      job.awaitPredictions(ROWS_BEFORE - 2);
      savepoint = job.stop();
    }
  }

  /** A job with a model for each key has other operators. */
  @Test
  void theSavepointOfAJobWithOtherOperatorsIsRefusedInOneSentence() {
    Map<String, String> options = new HashMap<>(RunningJob.SMALL_MODEL);
    options.put("kafka.bootstrap-servers", PLATFORM.bootstrapServers());
    options.put("checkpoint.directory", PLATFORM.folder("of-keys"));
    options.put("model.key", "colour");
    JobSettings settings = JobSettings.from(Configuration.fromMap(options));

    assertThatThrownBy(
            () ->
                new FlinkLauncher()
                    .launch(settings, SyntheticStream.SCHEMA, Optional.of(savepoint)))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith("the job cannot go on from '" + savepoint + "', which holds state")
        .hasMessageContaining("'restore.drop-removed-models: true'");
  }

  @Test
  void anotherNetworkIsRefusedInOneSentenceAndWithoutARestart() throws Exception {
    try (RunningJob job =
        RunningJob.resume(PLATFORM, savepoint, NAME, Map.of("model.hidden", "4,4"))) {
      assertThat(job.failure())
          .rootCause()
          .hasMessageContaining("model.hidden was 8 and is 4,4; to start the new model");
      assertThat(job.restarts()).isZero();
    }
  }

  @Test
  void moreChainsAtAnotherParallelism() throws Exception {
    Map<String, String> options = Map.of("chains.count", "6", "parallelism", "4");
    try (RunningJob job = RunningJob.resume(PLATFORM, savepoint, NAME, options)) {
      job.replay(SyntheticStream.replay(SENT.subList(ROWS_BEFORE, ROWS)), 0);
      job.drain(ROWS);

      PredictionFormat format = new PredictionFormat(SyntheticStream.SCHEMA);
      List<Prediction> predictions = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record :
          job.read(job.settings().topics().predictions())) {
        predictions.add(format.read(record.value()));
      }
      assertThat(predictions)
          .extracting(Prediction::id)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, ROWS).mapToObj(SyntheticStream::id).toList());
      assertThat(predictions.stream().filter(each -> each.sequence() == ROWS_BEFORE))
          .extracting(each -> each.provenance().chains())
          .containsExactly(4);
      assertThat(predictions.stream().filter(each -> each.sequence() == ROWS - 1))
          .extracting(each -> each.provenance().chains())
          .containsExactly(6);

      PosteriorSampleFormat samples = new PosteriorSampleFormat();
      for (ConsumerRecord<byte[], byte[]> record : job.readSamples()) {
        PosteriorSample sample = samples.read(record.value());
        assertThat(sample.chain() < 4 || sample.phase() == Phase.SAMPLING)
            .as("chain %d is sampled in phase %s", sample.chain(), sample.phase())
            .isTrue();
      }
    }
  }

  /** A challenger reads the topic from its beginning; the champion goes on where it was. */
  @Test
  void aChallengerJoinsFromHistoryAndLeavesAgain(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("schema.yaml"),
        "model: m\ntask: regression\nid: id\neventTime: time\nnumeric: [x1]\ntarget: y\n");
    Path file =
        Files.writeString(
            folder.resolve("small.yaml"),
            "schema.file: schema.yaml\nmodel.hidden: []\nchains: {count: 1, groups: 1}\n"
                + "scaler.warm-up-rows: 60\nwindow.rows: 100\nlearning.batch-rows: 32\n");
    Map<String, String> options = Map.of("challengers", "small=" + file);
    String name = "joined";
    String first;
    try (RunningJob job = RunningJob.start(PLATFORM, name, Map.of(), 0)) {
      job.replay(SyntheticStream.replay(SENT.subList(0, ROWS_BEFORE)), 0);
      job.awaitPredictions(ROWS_BEFORE - 2);
      first = job.stop();
    }
    String second;
    try (RunningJob job = RunningJob.resume(PLATFORM, first, name, options)) {
      job.replay(SyntheticStream.replay(SENT.subList(ROWS_BEFORE, ROWS - 20)), 0);
      for (int i = 0; i < 20; i++) {
        job.send(name + ".requests", i % 2, SyntheticStream.bytes(SENT.get(i).toString()));
      }
      job.send(name + ".requests", 0, SyntheticStream.bytes("{}"));
      ObjectNode withoutX2 = SyntheticStream.request("without-x2");
      withoutX2.remove("x2");
      job.send(name + ".requests", 0, SyntheticStream.bytes(withoutX2.toString()));
      job.awaitPredictions(ROWS - 20 - 2 + 20);
      second = job.stop();
      assertThat(
              job.readSamples().stream()
                  .map(record -> new String(record.key(), StandardCharsets.UTF_8)))
          .anyMatch(key -> key.startsWith("small-0-"));
      assertThat(job.read(job.settings().topics().deadLetters()))
          .as("the challenger has no column x2")
          .extracting(record -> JSON.readTree(record.value()))
          .extracting(letter -> letter.path("model").asText() + letter.path("models").asText())
          .containsExactlyInAnyOrder(
              SyntheticStream.SCHEMA.model() + 2, SyntheticStream.SCHEMA.model() + 2, "small2");
    }
    Map<String, String> dropping = Map.of("restore.drop-removed-models", "true");
    try (RunningJob job = RunningJob.resume(PLATFORM, second, name, dropping)) {
      job.replay(SyntheticStream.replay(SENT.subList(ROWS - 20, ROWS)), 0);
      job.drain(ROWS + 20);

      PredictionFormat format = new PredictionFormat(SyntheticStream.SCHEMA);
      Map<Boolean, List<Prediction>> byKind = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> record :
          job.read(job.settings().topics().predictions())) {
        Prediction each = format.read(record.value());
        byKind.computeIfAbsent(each.sequence() >= 0, kind -> new ArrayList<>()).add(each);
      }
      assertThat(byKind.get(true))
          .extracting(Prediction::id)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, ROWS).mapToObj(SyntheticStream::id).toList());
      assertThat(byKind.get(false))
          .extracting(Prediction::id)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 20).mapToObj(SyntheticStream::id).toList());
      assertThat(byKind.get(false))
          .allSatisfy(each -> assertThat(each.provenance().samples()).isPositive());
    }
  }
}
