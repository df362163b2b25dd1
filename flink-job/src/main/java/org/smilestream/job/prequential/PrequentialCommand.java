package org.smilestream.job.prequential;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.smilestream.connectors.format.FileSchema;
import org.smilestream.connectors.format.SchemaFile;
import org.smilestream.job.command.ArgumentCheck;
import org.smilestream.job.command.ConfigArguments;
import org.smilestream.job.command.JsonOutput;
import org.smilestream.job.command.RunArguments;
import org.smilestream.job.options.ChallengerOptions;
import org.smilestream.job.options.Challengers;
import org.smilestream.job.options.ConfigFile;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.options.KafkaOptions;
import org.smilestream.job.options.RuntimeOptions;
import org.smilestream.job.options.StreamOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smilestream prequential}. */
@Command(
    name = "prequential",
    description =
        "Predicts each row of a file before it learns from it, and scores the predictions (test"
            + " then train): the job without Kafka, as fast as it goes.",
    sortOptions = false)
public final class PrequentialCommand implements Callable<Integer> {
  @Mixin private PrequentialOptions options;
  @Mixin private RunArguments run;
  @Mixin private JsonOutput json;
  @Mixin private ArgumentCheck check;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check.requireFile("--data", options.data);
    check.requireFile("--schema", options.schema);
    run.check(check);
    json.check(check);
    JobSettings settings = settings();
    FileSchema schema = schema(settings);
    new Prequential(
            options.data,
            run.report(),
            json,
            settings,
            schema,
            challengers(settings, schema),
            spec.commandLine().getOut())
        .run();
    return CommandLine.ExitCode.OK;
  }

  private JobSettings settings() {
    Map<String, String> all = new HashMap<>();
    // The state of one run needs no disk.
    all.put(RuntimeOptions.STATE_BACKEND.key(), "hashmap");
    if (options.model != null) {
      check.requireFile("--model", options.model);
      all.putAll(ConfigFile.load(options.model, Map.of()).toMap());
    }
    if (!options.challengers.isEmpty()) {
      all.put(
          ChallengerOptions.CHALLENGERS.key(),
          options.challengers.entrySet().stream()
              .map(each -> "'" + (each.getKey() + "=" + each.getValue()).replace("'", "''") + "'")
              .collect(Collectors.joining(", ", "[", "]")));
    }
    all.putAll(options.overrides);
    all.put(RuntimeOptions.PARALLELISM.key(), Integer.toString(run.parallelism()));
    all.put(StreamOptions.SCHEMA_FILE.key(), options.schema.toString());
    // Required of a job, and not used by this one.
    all.put(KafkaOptions.BOOTSTRAP_SERVERS.key(), "none");
    return JobSettings.from(Configuration.fromMap(all));
  }

  /** The schemas of the challengers, by name. */
  private Map<String, FileSchema> challengers(JobSettings settings, FileSchema champion) {
    Challengers challengers = new Challengers(settings, champion.schema());
    Map<String, FileSchema> schemas = new LinkedHashMap<>();
    for (JobSettings.Challenger challenger : settings.challengers()) {
      FileSchema schema = read(Path.of(challenger.settings().stream().schemaFile()));
      schemas.put(
          challenger.name(),
          new FileSchema(challengers.schema(challenger, schema.schema()), schema.layout()));
    }
    return schemas;
  }

  private static FileSchema read(Path file) {
    try {
      return SchemaFile.readForFile(file);
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(e.getMessage());
    }
  }

  private FileSchema schema(JobSettings settings) {
    FileSchema read = read(options.schema);
    return new FileSchema(ConfigArguments.checked(settings, read.schema()), read.layout());
  }
}
