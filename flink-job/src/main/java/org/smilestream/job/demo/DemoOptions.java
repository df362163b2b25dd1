package org.smilestream.job.demo;

import java.nio.file.Path;
import org.smilestream.job.watch.Watch;
import picocli.CommandLine.Option;

/** The options of the demo, as the command line sets them. */
final class DemoOptions {
  /** A month of flights in a little under a minute. */
  private static final String MONTH_IN_A_MINUTE = "50000";

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      defaultValue = "flights",
      converter = Scenario.Converter.class,
      description =
          "What is shown: flights (each a whole row), late-labels (each predicted when it is to depart, and learned"
              + " from when it has landed) or drift (from the middle on each arrives later). Default: ${DEFAULT-VALUE}.")
  Scenario scenario;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "Replay only the first N flights. Default: all 7,568.")
  int records = Integer.MAX_VALUE;

  @Option(
      names = "--speed",
      paramLabel = "X",
      defaultValue = MONTH_IN_A_MINUTE,
      description =
          "How many times faster than real time; 0: as fast as possible. Default: ${DEFAULT-VALUE}, a month in a minute.")
  double speed;

  @Option(
      names = "--chains",
      paramLabel = "K",
      defaultValue = "8",
      description = "Number of chains. Default: ${DEFAULT-VALUE}.")
  int chains;

  @Option(
      names = "--engine",
      paramLabel = "E",
      defaultValue = "auto",
      description =
          "What computes the gradients: auto, scalar, vector, nd4j or cuda. Default: ${DEFAULT-VALUE}.")
  String engine;

  @Option(
      names = "--keep",
      description = "Stay up with the web page after the replay, until Ctrl-C.")
  boolean keep;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "Port of Flink's web page, or the next free one. Default: ${DEFAULT-VALUE}.")
  int port;

  @Option(
      names = "--watch-port",
      paramLabel = "PORT",
      defaultValue = "" + Watch.DEFAULT_PORT,
      description = "Port of the live page, or the next free one. Default: ${DEFAULT-VALUE}.")
  int watchPort;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description =
          "Serves the metrics of Flink to Prometheus at this port or the next free one, on all addresses."
              + " Default: no metrics are served.")
  Integer metricsPort;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the temporary files go. Default: the system's temporary folder.")
  Path folder = Path.of(System.getProperty("java.io.tmpdir"));
}
