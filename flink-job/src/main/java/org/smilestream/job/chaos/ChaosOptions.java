package org.smilestream.job.chaos;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of a chaos run, as the command line sets them. */
final class ChaosOptions {
  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "5",
      description =
          "How long faults go on: the first half on a cluster with high availability, the second on one without. What is"
              + " counted afterwards takes about half as long again. Default: ${DEFAULT-VALUE}.")
  double minutes;

  @Option(
      names = "--faults",
      paramLabel = "N",
      description = "End after this many faults, if that is sooner.")
  Integer faults;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of the faults, their order and the pauses. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "50",
      description = "Records sent in a second. Default: ${DEFAULT-VALUE}.")
  double rate;

  @Option(
      names = "--delivery",
      paramLabel = "HOW",
      defaultValue = "exactly-once",
      description =
          "exactly-once or at-least-once; with the latter, predictions may come twice. Default: ${DEFAULT-VALUE}.")
  String delivery;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Number of TaskManagers, of two slots each. Default: ${DEFAULT-VALUE}.")
  int taskManagers;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "Existing folder under which everything is kept while it runs. Default: the system's folder for temporary files.")
  Path folder = Path.of(System.getProperty("java.io.tmpdir"));

  @Option(
      names = "--keep",
      description =
          "Leave the folder with logs and topics there; a run that failed leaves it anyway.")
  boolean keep;
}
