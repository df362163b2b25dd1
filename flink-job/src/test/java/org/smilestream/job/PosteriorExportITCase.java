package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.format.PosteriorExport;
import org.smilestream.connectors.format.PosteriorFile;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.Posterior;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;
import org.smilestream.job.launch.FlinkLauncher;
import org.smilestream.job.options.JobSettings;
import org.smilestream.posterior.Ensemble;
import org.smilestream.posterior.Predictor;
import picocli.CommandLine;

/** A posterior leaves one job for a file, and another job starts from the file. */
@Timeout(240)
class PosteriorExportITCase {
  /** The newest row of each partition waits for a later one. */
  private static final int HELD_BACK = 2;

  private static final int ROWS = 300;
  private static final int MORE_ROWS = 200;
  private static final int WINDOW = 100;
  private static final int CHAINS = 4;
  private static final PredictionFormat PREDICTIONS = new PredictionFormat(SyntheticStream.SCHEMA);
  private static final ObjectNode REQUEST = SyntheticStream.request("asked");

  @RegisterExtension static final TestPlatform PLATFORM = new TestPlatform();
  @TempDir static Path folder;

  @Test
  void theFilePredictsAsTheJobDoesAndAnotherJobGoesOnFromIt() throws Exception {
    List<ObjectNode> rows = SyntheticStream.rows(ROWS + MORE_ROWS);
    Path file = folder.resolve("posterior.npz");
    byte[] answer;
    try (RunningJob job = RunningJob.start(PLATFORM, "teacher", Map.of(), 0)) {
      job.replay(SyntheticStream.replay(rows.subList(0, ROWS)), 0);
      job.awaitPredictions(ROWS - HELD_BACK);
      answer = ask(job, ROWS - HELD_BACK);
      assertThat(export("teacher", file))
          .isEqualTo("20 samples of 4 chains, 74 parameters each: " + file + "\n");
    }
    PosteriorExport exported = PosteriorFile.read(file);
    assertThat(exported.posterior().dictionary())
        .extracting(DictionaryEntry::category)
        .containsExactlyInAnyOrder("red", "green", "blue");
    assertThat(predict(exported.posterior())).asString().isEqualTo(text(answer));

    Map<String, String> options =
        Map.of("start.posterior", file.toString(), "chains.count", "6", "parallelism", "2");
    String savepoint;
    try (RunningJob job = RunningJob.start(PLATFORM, "pupil", options, 0)) {
      assertThat(ask(job, 0)).asString().as("before any row").isEqualTo(text(answer));
      job.replay(SyntheticStream.replay(rows.subList(ROWS, ROWS + MORE_ROWS)), 0);
      job.awaitPredictions(1 + MORE_ROWS - HELD_BACK);

      checkPredictions(job);
      checkSamples(job);
      Path again = folder.resolve("again.npz");
      export("pupil", again);
      Posterior posterior = PosteriorFile.read(again).posterior();
      assertThat(posterior.scaler())
          .usingRecursiveComparison()
          .isEqualTo(exported.posterior().scaler());
      assertThat(posterior.dictionary()).isEqualTo(exported.posterior().dictionary());
      savepoint = job.stop();
    }

    Files.delete(file);
    try (RunningJob job = RunningJob.resume(PLATFORM, savepoint, "pupil", options)) {
      byte[] later = ask(job, 1 + MORE_ROWS - HELD_BACK);
      assertThat(PREDICTIONS.read(later).chains()).isEqualTo(6);
    }
  }

  /** Predicts the request with the file alone, as a program of another kind would. */
  private static byte[] predict(Posterior posterior) throws Exception {
    Row row =
        new RowParser(SyntheticStream.SCHEMA, false)
            .parse(SyntheticStream.bytes(REQUEST.toString()), "requests", 0, 0)
            .get(0)
            .row();
    int slot =
        posterior.dictionary().stream()
            .filter(entry -> entry.category().equals(row.categorical()[0]))
            .findFirst()
            .orElseThrow()
            .slot();
    EncodedRow encoded =
        new EncodedRow(
            -1,
            row.id(),
            row.eventTime(),
            posterior.scaler().scale(row.numeric()),
            new int[] {slot},
            Double.NaN,
            Double.NaN,
            posterior.scaler().version());
    Ensemble ensemble = new Ensemble(posterior.samples().size());
    posterior.samples().forEach(ensemble::add);
    Map<String, String> options = new HashMap<>(RunningJob.SMALL_MODEL);
    options.put("kafka.bootstrap-servers", PLATFORM.bootstrapServers());
    var settings = JobSettings.from(Configuration.fromMap(options));
    Predictor predictor = new Predictor("synthetic", settings.model().spec(SyntheticStream.SCHEMA));
    return PREDICTIONS.value(predictor.predict(encoded, ensemble, posterior.scaler()));
  }

  private static byte[] ask(RunningJob job, int predictions) throws Exception {
    job.send(job.settings().topics().requests(), 0, SyntheticStream.bytes(REQUEST.toString()));
    job.awaitPredictions(predictions + 1);
    List<byte[]> answers =
        job.read(job.settings().topics().predictions()).stream()
            .filter(record -> text(record.key()).equals(REQUEST.get("id").asText()))
            .sorted(Comparator.comparingLong(ConsumerRecord::timestamp))
            .map(ConsumerRecord::value)
            .toList();
    return answers.get(answers.size() - 1);
  }

  private static void checkPredictions(RunningJob job) throws Exception {
    List<Prediction> predictions = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : job.read(job.settings().topics().predictions())) {
      Prediction prediction = PREDICTIONS.read(record.value());
      if (prediction.sequence() >= 0) {
        predictions.add(prediction);
      }
    }
    assertThat(predictions).hasSize(MORE_ROWS - HELD_BACK);
    assertThat(predictions).extracting(Prediction::phase).containsOnly(Phase.SAMPLING);
    assertThat(predictions).extracting(Prediction::scalerVersion).containsOnly(1);
    assertThat(predictions)
        .filteredOn(prediction -> prediction.sequence() < WINDOW)
        .extracting(Prediction::chains)
        .as("the exported ones")
        .containsOnly(CHAINS);
    double error =
        predictions.stream()
            .filter(prediction -> prediction.sequence() < WINDOW)
            .mapToDouble(prediction -> Math.abs(prediction.mean() - prediction.target()))
            .average()
            .orElseThrow();
    assertThat(error).as("noise of 10, targets that vary by 47").isLessThan(20);
    assertThat(predictions)
        .filteredOn(prediction -> prediction.sequence() == MORE_ROWS - HELD_BACK - 1)
        .extracting(Prediction::chains)
        .containsExactly(6);
  }

  private static void checkSamples(RunningJob job) throws Exception {
    PosteriorSampleFormat format = new PosteriorSampleFormat();
    List<PosteriorSample> samples = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : job.readSamples()) {
      samples.add(format.read(record.value()));
    }
    assertThat(samples.stream().map(PosteriorSample::chain).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    assertThat(samples)
        .allSatisfy(
            sample -> {
              assertThat(sample.phase()).isEqualTo(Phase.SAMPLING);
              assertThat(sample.step()).isGreaterThanOrEqualTo(100);
              assertThat(sample.lastSequence()).isGreaterThan(WINDOW);
            });
  }

  /** Runs the command, as a user does, and returns what it prints. */
  private static String export(String name, Path file) throws Exception {
    Path config = folder.resolve(name + ".yaml");
    List<String> lines = new ArrayList<>();
    RunningJob.SMALL_MODEL.forEach((key, value) -> lines.add(key + ": " + value));
    lines.removeIf(line -> line.startsWith("schema.file"));
    lines.add("schema.file: schema.yaml");
    lines.add("kafka.bootstrap-servers: " + PLATFORM.bootstrapServers());
    lines.add("topic.posterior: " + name + ".posterior");
    Files.write(config, lines);
    Files.writeString(
        folder.resolve("schema.yaml"),
        "model: synthetic\ntask: regression\nid: id\neventTime: time\nnumeric: [x1, x2]\n"
            + "categorical: {colour: 4}\ntarget: y\n");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = SmileStreamCommand.commandLine(new FlinkLauncher());
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    int code =
        command.execute(
            "export", "-c", config.toString(), "-D", "chains.count=6", "-o", file.toString());

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    return out.toString();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
