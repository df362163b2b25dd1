package org.smilestream.job.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.smilestream.connectors.format.PosteriorExport;
import org.smilestream.connectors.format.PosteriorFile;
import org.smilestream.data.Posterior;
import org.smilestream.data.Schema;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.options.StartOptions;
import org.smilestream.model.ModelSpec;
import org.smilestream.operators.state.ModelFingerprint;

/** The posterior that a new job starts from: read once, where the job is submitted. */
public final class StartingPosterior {
  /**
   * It travels inside the operators, twice at the most, and Flink's REST API takes jobs of up to
   * 100 MB unless it is set otherwise.
   */
  static final int MAX_BYTES = 32 * 1024 * 1024;

  private StartingPosterior() {}

  /**
   * Reads what the option names; empty where it is not set, or the job goes on from a savepoint.
   *
   * @throws InvalidConfigurationException in one sentence, if this job cannot start from it
   */
  public static Optional<Posterior> read(
      ReadableConfig flink, JobSettings settings, Schema schema) {
    if (flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isPresent()) {
      return Optional.empty();
    }
    return settings.startPosterior().map(file -> read(Path.of(file), settings, schema));
  }

  private static Posterior read(Path file, JobSettings settings, Schema schema) {
    if (!Files.isRegularFile(file)) {
      throw refused(file, "there is no such file");
    }
    try {
      return choose(file, PosteriorFile.read(file), settings, schema);
    } catch (IOException e) {
      throw refused(file, e.getMessage());
    }
  }

  private static Posterior choose(
      Path file, PosteriorExport export, JobSettings settings, Schema schema) {
    ModelSpec spec = settings.model().spec(schema);
    List<String> differences =
        ModelFingerprint.of(schema, spec).differences(new ModelFingerprint(export.fingerprint()));
    if (!differences.isEmpty()) {
      throw refused(file, "it is of another model: " + String.join(", ", differences));
    }
    int dimension = export.posterior().samples().get(0).position().length;
    if (dimension != spec.dimension()) {
      throw refused(
          file,
          "its samples have %d parameters, and the network has %d"
              .formatted(dimension, spec.dimension()));
    }
    Posterior chosen =
        export.posterior().newest(settings.chains().count(), settings.learner().samplesPerChain());
    long bytes = (long) Float.BYTES * dimension * chosen.samples().size();
    if (bytes > MAX_BYTES) {
      throw refused(
          file,
          ("the %d samples that the job needs of it have %d MB, and only %d MB can travel with a"
                  + " job: make 'prediction.samples-per-chain' or 'chains.count' smaller")
              .formatted(chosen.samples().size(), bytes >> 20, MAX_BYTES >> 20));
    }
    return chosen;
  }

  private static InvalidConfigurationException refused(Path file, String reason) {
    return new InvalidConfigurationException(
        "option '%s' cannot be '%s': %s".formatted(StartOptions.POSTERIOR.key(), file, reason));
  }
}
