package org.smilestream.job.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.GlobalConfiguration;
import org.smilestream.job.launch.FlinkSettings;

/** Writes all that the processes of a cluster read when they start. */
final class ClusterFiles {

  /** A process that is to be started: its arguments stand in a file of its name. */
  record Planned(ProcessRole role, int index, String address) {
    String name() {
      return ClusterProcess.name(role, index);
    }
  }

  private final ClusterOptions options;
  private final ClusterFolder folder;
  private final Distribution distribution;
  private final JvmArguments jvm;
  private final Loopback loopback = new Loopback();
  private final List<Planned> planned = new ArrayList<>();

  private ClusterFiles(ClusterOptions options, ClusterFolder folder, Distribution distribution) {
    this.options = options;
    this.folder = folder;
    this.distribution = distribution;
    jvm = new JvmArguments(folder, distribution);
  }

  /** Returns the processes in the order in which they are to start. */
  static List<Planned> write(
      ClusterOptions options, ClusterFolder folder, Distribution distribution) throws IOException {
    return new ClusterFiles(options, folder, distribution).write();
  }

  private List<Planned> write() throws IOException {
    for (Path each : List.of(folder.conf(), folder.logs(), folder.kafka())) {
      Files.createDirectories(each);
    }
    writeLogging();
    Files.copy(distribution.jobJar(), folder.jobJar(), StandardCopyOption.REPLACE_EXISTING);
    int kafka = loopback.port(options.kafkaPort());
    int rest = loopback.port(options.port());
    plan(ProcessRole.BROKER, 1, kafka, jvm.broker(name(ProcessRole.BROKER, 1), kafka));
    String zooKeeper = options.highAvailability() ? planZooKeeper() : null;
    Configuration flink =
        ClusterConfiguration.of(folder, options.slots(), rest, loopback.port(0), zooKeeper);
    options.metricsPort().ifPresent(port -> flink.addAll(FlinkSettings.ofPrometheus(port)));
    Files.write(
        folder.conf().resolve(GlobalConfiguration.FLINK_CONF_FILENAME),
        ConfigurationUtils.convertConfigToWritableLines(flink, false));
    plan(ProcessRole.JOB_MANAGER, 1, rest, jvm.jobManager(name(ProcessRole.JOB_MANAGER, 1), flink));
    for (int i = 1; i <= options.taskManagers(); i++) {
      int port = loopback.port(0);
      plan(
          ProcessRole.TASK_MANAGER,
          i,
          port,
          jvm.taskManager(name(ProcessRole.TASK_MANAGER, i), port, flink));
    }
    return planned;
  }

  private String planZooKeeper() throws IOException {
    int port = loopback.port(0);
    Files.createDirectories(folder.zooKeeper());
    Files.write(
        folder.zooKeeperConfiguration(),
        List.of(
            "dataDir=" + folder.zooKeeper(),
            "clientPortAddress=" + Loopback.HOST,
            "clientPort=" + port,
            "tickTime=1000"));
    plan(ProcessRole.ZOOKEEPER, 1, port, jvm.zooKeeper(name(ProcessRole.ZOOKEEPER, 1)));
    return Loopback.address(port);
  }

  private void plan(ProcessRole role, int index, int port, List<String> arguments)
      throws IOException {
    Planned process = new Planned(role, index, Loopback.address(port));
    List<String> all = new ArrayList<>();
    all.add("-Djava.io.tmpdir=" + folder.temporary(process.name()));
    all.addAll(arguments);
    Files.writeString(folder.arguments(process.name()), argumentFile(all));
    planned.add(process);
  }

  private static String name(ProcessRole role, int index) {
    return ClusterProcess.name(role, index);
  }

  /** As the launcher {@code java @FILE} reads it. */
  private static String argumentFile(List<String> arguments) {
    return arguments.stream()
        .map(argument -> argument.replace("\\", "\\\\").replace("\"", "\\\""))
        .collect(Collectors.joining("\"\n\"", "\"", "\"\n"));
  }

  private void writeLogging() throws IOException {
    try (InputStream logging = ClusterFiles.class.getResourceAsStream("log4j2.properties")) {
      Files.copy(logging, folder.logging(), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
