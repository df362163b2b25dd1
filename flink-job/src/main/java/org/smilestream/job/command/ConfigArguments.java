package org.smilestream.job.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smilestream.connectors.format.InvalidSchemaException;
import org.smilestream.connectors.format.SchemaFile;
import org.smilestream.data.Schema;
import org.smilestream.engine.Engines;
import org.smilestream.job.options.Challengers;
import org.smilestream.job.options.ConfigFile;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.options.StreamOptions;
import picocli.CommandLine.Option;

/** The arguments that say which job is meant, and what can be found wrong with it beforehand. */
public class ConfigArguments {

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "YAML file with the options of the job.")
  private Path config;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "Sets an option of the job, whatever the file says. Can be repeated.")
  private final Map<String, String> overrides = new LinkedHashMap<>();

  /** A job as its configuration and its schema describe it. */
  public record Job(JobSettings settings, Schema schema) {}

  /** Sets an option of the job, whatever the file and other arguments say. */
  public final void override(String key, String value) {
    overrides.put(key, value);
  }

  /**
   * Reads the configuration and the schema.
   *
   * @throws InvalidConfigurationException in one sentence, if something is wrong with them
   */
  public final Job readJob() throws IOException {
    JobSettings settings = JobSettings.from(ConfigFile.load(config, overrides));
    requireFile(StreamOptions.SCHEMA_FILE.key(), settings.stream().schemaFile());
    Schema schema = schema(settings);
    Challengers challengers = new Challengers(settings, schema);
    for (JobSettings.Challenger challenger : settings.challengers()) {
      String file = challenger.settings().stream().schemaFile();
      requireFile(StreamOptions.SCHEMA_FILE.key(), file);
      challengers.schema(challenger, read(file));
    }
    return new Job(settings, schema);
  }

  /** The schema, and all that can be found wrong with it before anything starts. */
  private static Schema schema(JobSettings settings) throws IOException {
    return checked(settings, read(settings.stream().schemaFile()));
  }

  /**
   * The schema with the model's name of the settings, which fit it.
   *
   * @throws InvalidConfigurationException in one sentence, if they do not
   */
  public static Schema checked(JobSettings settings, Schema read) {
    try {
      Schema schema = settings.named(read);
      settings.spec(schema);
      settings.labels().limits(schema);
      settings.recalibrationRate(schema);
      Engines.find(settings.chains().engine());
      return schema;
    } catch (InvalidConfigurationException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(e.getMessage());
    }
  }

  private static Schema read(String file) {
    try {
      return SchemaFile.read(Path.of(file));
    } catch (InvalidSchemaException e) {
      throw new InvalidConfigurationException(e.getMessage());
    }
  }

  private static void requireFile(String option, String file) {
    if (!Files.isRegularFile(Path.of(file))) {
      throw new InvalidConfigurationException(
          "option '" + option + "' cannot be '" + file + "': there is no such file");
    }
  }
}
