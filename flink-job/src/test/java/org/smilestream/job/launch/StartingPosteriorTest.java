package org.smilestream.job.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.format.ModelRecordFormat;
import org.smilestream.connectors.format.PosteriorFile;
import org.smilestream.connectors.format.PosteriorRecords;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Phase;
import org.smilestream.data.Posterior;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.job.options.JobSettings;
import org.smilestream.model.ModelSpec;
import org.smilestream.operators.state.ModelFingerprint;

class StartingPosteriorTest {
  private static final int EXPORTED_CHAINS = 5;
  private static final Configuration NEW_JOB = new Configuration();

  @TempDir private Path folder;
  private Path file;

  private static Schema schema(String... numeric) {
    return new Schema(
        "m", Task.REGRESSION, "id", "time", List.of(numeric), List.of(), "y", List.of());
  }

  private JobSettings settings(String... keysAndValues) {
    Map<String, String> options = new HashMap<>();
    options.put("kafka.bootstrap-servers", "localhost:9092");
    options.put("schema.file", "schema.yaml");
    options.put("model.hidden", "4");
    options.put("chains.count", "3");
    options.put("prediction.samples-per-chain", "2");
    options.put("start.posterior", file.toString());
    for (int i = 0; i < keysAndValues.length; i += 2) {
      options.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return JobSettings.from(Configuration.fromMap(options));
  }

  @BeforeEach
  void export() throws IOException {
    file = folder.resolve("posterior.npz");
    export(schema("x"), settings());
  }

  private void export(Schema schema, JobSettings settings) throws IOException {
    ModelSpec spec = settings.model().spec(schema);
    PosteriorRecords records = new PosteriorRecords("m");
    int columns = schema.numeric().size();
    double[] ones = new double[columns];
    Arrays.fill(ones, 1);
    Scaler scaler = new Scaler(1, 50, ones, ones, 0, 1);
    records.add(
        new ModelRecordFormat(schema, spec, ModelFingerprint.of(schema, spec).properties())
            .value(KnowledgeUpdate.of(49, 490, scaler)));
    for (int chain = 0; chain < EXPORTED_CHAINS; chain++) {
      for (int slot = 0; slot < 3; slot++) {
        float[] position = new float[spec.dimension()];
        position[0] = 10 * chain + slot;
        records.add(
            new PosteriorSampleFormat()
                .value(
                    new PosteriorSample(
                        "m", chain, slot, slot, Phase.SAMPLING, slot, slot, 1, position, null)));
      }
    }
    PosteriorFile.write(records.export(EXPORTED_CHAINS, 3), file);
  }

  private void refuses(String reason, Schema schema, String... keysAndValues) {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> StartingPosterior.read(NEW_JOB, settings(keysAndValues), schema))
        .withMessage("option 'start.posterior' cannot be '" + file + "': " + reason);
  }

  @Test
  void theNewestSamplesOfTheChainsThatTheJobHas() {
    Posterior start = StartingPosterior.read(NEW_JOB, settings(), schema("x")).orElseThrow();

    assertThat(start.samples())
        .extracting(sample -> sample.position()[0])
        .containsExactly(1f, 11f, 21f, 2f, 12f, 22f);
    assertThat(starts(start, 3)).containsExactly(2f, 12f, 22f);
  }

  private static List<Float> starts(Posterior posterior, int chains) {
    return Arrays.stream(posterior.startingPositions(chains)).map(position -> position[0]).toList();
  }

  @Test
  void chainsBeyondTheExportedOnesStartFromTheOthersInTurn() {
    Posterior start =
        StartingPosterior.read(NEW_JOB, settings("chains.count", "12"), schema("x")).orElseThrow();

    assertThat(starts(start, 12))
        .containsExactly(2f, 12f, 22f, 32f, 42f, 2f, 12f, 22f, 32f, 42f, 2f, 12f);
  }

  @Test
  void anotherModelIsNamedByWhatDiffersAndAnotherSamplerIsNone() {
    refuses(
        "it is of another model: model.hidden was 4 and is 8", schema("x"), "model.hidden", "8");
    refuses(
        "it is of another model: column 1 was 'x' (numeric) and is 'z' (numeric), model.prior was"
            + " normal and is laplace",
        schema("z"),
        "model.prior",
        "laplace");
    refuses(
        "it is of another model: model.likelihood was gaussian-heteroscedastic and is gaussian,"
            + " model.scale-link was exp-linear and is absent",
        schema("x"),
        "model.likelihood",
        "gaussian");
    refuses(
        "it is of another model: model.scale-link was exp-linear and is exp",
        schema("x"),
        "model.scale-link",
        "exp");
    assertThat(StartingPosterior.read(NEW_JOB, settings("sampler.name", "sgld"), schema("x")))
        .isPresent();
  }

  @Test
  void aFileThatIsNotThereOrNoneOfOursIsRefused() throws IOException {
    Files.writeString(file, "text");
    refuses("it is no zip archive of arrays", schema("x"));
    Files.delete(file);
    refuses("there is no such file", schema("x"));
  }

  /** 3 chains · 2 samples · 1.5 million parameters of 4 bytes. */
  @Test
  void whatCannotTravelWithAJobIsRefused() throws IOException {
    Schema wide = schema("x");
    export(wide, settings("model.hidden", "1200,1200"));

    refuses(
        "the 6 samples that the job needs of it have 33 MB, and only 32 MB can travel with a job:"
            + " make 'prediction.samples-per-chain' or 'chains.count' smaller",
        wide,
        "model.hidden",
        "1200,1200");
    assertThat(
            StartingPosterior.read(
                NEW_JOB,
                settings("model.hidden", "1200,1200", "prediction.samples-per-chain", "1"),
                wide))
        .isPresent();
  }

  @Test
  void aJobThatGoesOnFromASavepointIgnoresIt() throws IOException {
    Files.delete(file);
    Configuration restored = new Configuration();
    restored.set(StateRecoveryOptions.SAVEPOINT_PATH, "file:///savepoint");

    assertThat(StartingPosterior.read(restored, settings(), schema("x"))).isEmpty();
  }
}
