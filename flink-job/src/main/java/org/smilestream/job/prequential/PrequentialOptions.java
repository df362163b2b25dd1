package org.smilestream.job.prequential;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of a prequential run, as the command line sets them. */
final class PrequentialOptions {

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "CSV file with the rows, in the order of their time.")
  Path data;

  @Option(
      names = "--schema",
      required = true,
      paramLabel = "FILE",
      description = "Schema of the rows; see docs/records.md.")
  Path schema;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "YAML file with options of the job: network, chains, sampler, learning. Those of Kafka and of checkpoints"
              + " have no effect. Default: the options' defaults.")
  Path model;

  @Option(
      names = "--challenger",
      paramLabel = "NAME=FILE",
      description =
          "A further model with options of its own, which takes the place of the first when it is found to be better."
              + " Can be repeated.")
  final Map<String, Path> challengers = new LinkedHashMap<>();

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "Sets an option of the job, whatever the file says. Can be repeated.")
  final Map<String, String> overrides = new LinkedHashMap<>();
}
