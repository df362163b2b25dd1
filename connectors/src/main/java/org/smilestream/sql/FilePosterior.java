package org.smilestream.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.table.api.ValidationException;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.connectors.format.PosteriorExport;
import org.smilestream.connectors.format.PosteriorFile;
import org.smilestream.data.Posterior;

/** A posterior that stays as it is: that of a file, read where the statement is planned. */
record FilePosterior(ModelDescription model, Posterior posterior) implements PosteriorSource {
  /** It travels with the job, and Flink's REST API takes jobs of up to 100 MB. */
  private static final long MAX_BYTES = 32L << 20;

  /**
   * @param model name that the model must have; null for any
   * @throws ValidationException in one sentence, if the file holds no posterior that can be used
   */
  static FilePosterior read(String name, String model, EnsembleSize size) {
    Path file = Path.of(name);
    if (!Files.isRegularFile(file)) {
      throw refused(name, "there is no such file where the statement is planned", null);
    }
    try {
      PosteriorExport export = PosteriorFile.read(file);
      ModelDescription description = export.description();
      String found = description.schema().model();
      if (model != null && !model.equals(found)) {
        throw refused(name, "its model is '%s', not '%s'".formatted(found, model), null);
      }
      if (export.posterior().samples().stream().noneMatch(size::takes)) {
        throw refused(name, "it has no sample of the first " + size.chains() + " chains", null);
      }
      Posterior posterior = size.of(export.posterior());
      Known.requireNetwork(description, posterior);
      requireSmall(name, posterior);
      return new FilePosterior(description, posterior);
    } catch (IOException e) {
      throw refused(name, e.getMessage(), e);
    }
  }

  private static void requireSmall(String name, Posterior posterior) {
    long bytes =
        (long) Float.BYTES
            * posterior.samples().size()
            * posterior.samples().get(0).position().length;
    if (bytes > MAX_BYTES) {
      throw refused(
          name,
          "its %d samples have %d MB, and only %d MB can travel with a statement: make '%s' smaller"
              .formatted(
                  posterior.samples().size(),
                  bytes >> 20,
                  MAX_BYTES >> 20,
                  PosteriorModelOptions.SAMPLES_PER_CHAIN.key()),
          null);
    }
  }

  private static ValidationException refused(String file, String reason, Throwable cause) {
    return new ValidationException(
        "option '%s' cannot be '%s': %s"
            .formatted(PosteriorModelOptions.POSTERIOR.key(), file, reason),
        cause);
  }

  @Override
  public Optional<ModelDescription> look() {
    return Optional.of(model);
  }

  @Override
  public LivePosterior open() {
    Known known = Known.of(model, posterior);
    return new LivePosterior() {
      @Override
      public Known await() {
        return known;
      }

      @Override
      public Known newest() {
        return known;
      }

      @Override
      public void close() {}
    };
  }
}
