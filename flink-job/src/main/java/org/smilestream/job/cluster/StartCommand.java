package org.smilestream.job.cluster;

import java.io.PrintWriter;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.smilestream.job.command.ArgumentCheck;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smilestream cluster start}. */
@Command(
    name = "start",
    description = "Starts the cluster and waits until it can take jobs. It runs until 'stop'.",
    sortOptions = false)
final class StartCommand implements Callable<Integer> {
  private static final int MOST_TASK_MANAGERS = 32;
  private static final int MOST_SLOTS = 64;
  private static final int HIGHEST_PORT = 65_535;

  @Mixin private FolderArgument folder;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of TaskManagers. Default: ${DEFAULT-VALUE}.")
  private int taskManagers;

  @Option(
      names = "--slots",
      paramLabel = "S",
      defaultValue = "4",
      description = "Number of slots of each TaskManager. Default: ${DEFAULT-VALUE}.")
  private int slots;

  @Option(
      names = "--high-availability",
      description =
          "Also start a ZooKeeper server, so that a restarted JobManager goes on with its jobs.")
  private boolean highAvailability;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description =
          "Port of Flink's page and REST API, or the next free one; 0: any. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port of the broker, or the next free one; 0: any. Default: ${DEFAULT-VALUE}.")
  private int kafkaPort;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description =
          "Serves the metrics of each Flink process to Prometheus, on all addresses: the first at this"
              + " port, the others at the next free ones. Default: no metrics are served.")
  private Integer metricsPort;

  @Mixin private ArgumentCheck check;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check.requireBetween("--task-managers", taskManagers, 1, MOST_TASK_MANAGERS);
    check.requireBetween("--slots", slots, 1, MOST_SLOTS);
    check.requireBetween("--port", port, 0, HIGHEST_PORT);
    if (metricsPort != null) {
      check.requireBetween("--metrics-port", metricsPort, 1, HIGHEST_PORT);
    }
    check.requireBetween("--kafka-port", kafkaPort, 0, HIGHEST_PORT);
    PrintWriter out = spec.commandLine().getOut();
    LocalCluster cluster =
        LocalCluster.start(
            new ClusterOptions(
                folder.folder,
                taskManagers,
                slots,
                highAvailability,
                port,
                kafkaPort,
                metricsPort == null ? OptionalInt.empty() : OptionalInt.of(metricsPort)),
            Distribution.ofThisCommand(),
            line -> {
              out.println(line);
              out.flush();
            });
    out.printf("%nKafka:        %s%n", cluster.bootstrapServers());
    out.printf("Flink's page: %s, %d slots%n", cluster.restUri(), cluster.allSlots());
    out.printf("logs:         %s%n", cluster.logs());
    out.printf("checkpoints:  %s%n", cluster.checkpoints());
    out.printf("savepoints:   %s%n", cluster.savepoints());
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
