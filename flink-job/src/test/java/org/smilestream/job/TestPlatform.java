package org.smilestream.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResource;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.smilestream.connectors.broker.BrokerProcess;
import org.smilestream.job.launch.FlinkSettings;

/**
 * What jobs need around them, for the tests of one class: a Kafka broker in a process of its own,
 * and a Flink cluster of one task manager in this one.
 */
final class TestPlatform implements BeforeAllCallback, AfterAllCallback {
  private static final Duration TIME_TO_START = Duration.ofSeconds(60);
  private static final int SLOTS = 4;

  private final Optional<Path> brokerProperties;
  private final Configuration configuration = FlinkSettings.ofTaskManager();
  private Path folder;
  private BrokerProcess broker;
  private MiniClusterResource flink;
  private int replaced;

  TestPlatform() {
    this(Optional.empty());
  }

  /**
   * @param brokerProperties file of properties for the broker, beside its own
   */
  TestPlatform(Optional<Path> brokerProperties) {
    this.brokerProperties = brokerProperties;
  }

  /** The platform with further options of its Flink cluster. */
  TestPlatform with(Configuration further) {
    configuration.addAll(further);
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    folder = Files.createTempDirectory("smilestream-test-");
    broker = BrokerProcess.start(folder.resolve("kafka"), 0, brokerProperties, TIME_TO_START);
    flink =
        new MiniClusterResource(
            new MiniClusterResourceConfiguration.Builder()
                .setNumberTaskManagers(1)
                .setNumberSlotsPerTaskManager(SLOTS)
                .setConfiguration(configuration)
                .build());
    flink.before();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (flink != null) {
      flink.after();
    }
    if (broker != null) {
      broker.close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** The URI of a folder that goes with the platform. */
  String folder(String name) {
    return folder.resolve(name).toUri().toString();
  }

  StreamExecutionEnvironment environment(Configuration configuration, int parallelism) {
    return new TestStreamEnvironment(
        flink.getMiniCluster(), configuration, parallelism, List.of(), List.of());
  }

  /** Takes the only task manager away, with all that it holds, and starts another. */
  void replaceTaskManager() throws Exception {
    // The cluster keeps the places of those that have gone.
    flink.getMiniCluster().terminateTaskManager(replaced).get();
    replaced++;
    flink.getMiniCluster().startTaskManager();
  }

  MiniCluster flink() {
    return flink.getMiniCluster();
  }
}
