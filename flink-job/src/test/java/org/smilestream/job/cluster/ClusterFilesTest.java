package org.smilestream.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.RestOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFilesTest {
  /** Where a user's cluster keeps what it shares, and what its clients set for themselves. */
  private static final List<String> FOLDERS =
      List.of(
          "execution.checkpointing.dir",
          "execution.checkpointing.savepoint-dir",
          "state.backend.rocksdb.localdir");

  @TempDir private Path temporary;
  private ClusterFolder folder;
  private Distribution distribution;

  @BeforeEach
  void makeJars() throws Exception {
    folder = new ClusterFolder(temporary.resolve("a cluster"));
    Path lib = Files.createDirectories(temporary.resolve("target").resolve("lib"));
    for (String jar :
        List.of(
            "flink-runtime-2.3.0.jar",
            "flink-shaded-zookeeper-3.jar",
            "kafka_2.13-4.2.2.jar",
            "kafka-server-4.2.2.jar",
            "scala-library-2.13.17.jar",
            "log4j-core-2.24.3.jar")) {
      Files.createFile(lib.resolve(jar));
    }
    distribution = Distribution.of(Files.createFile(lib.resolveSibling("smilestream-job.jar")));
  }

  private List<ClusterFiles.Planned> write(int taskManagers, boolean highAvailability)
      throws Exception {
    return ClusterFiles.write(
        new ClusterOptions(
            folder.path(), taskManagers, 3, highAvailability, 0, 0, OptionalInt.of(9249)),
        folder,
        distribution);
  }

  private Configuration flink() {
    return GlobalConfiguration.loadConfiguration(folder.conf().toString());
  }

  private List<String> arguments(String name) throws Exception {
    return Files.readAllLines(folder.arguments(name));
  }

  @Test
  void plansEachProcessWithAPortOfItsOwn() throws Exception {
    List<ClusterFiles.Planned> planned = write(2, true);

    assertThat(planned)
        .extracting(ClusterFiles.Planned::name)
        .containsExactly(
            "broker-1", "zookeeper-1", "jobmanager-1", "taskmanager-1", "taskmanager-2");
    assertThat(new HashSet<>(planned.stream().map(ClusterFiles.Planned::address).toList()))
        .hasSize(5)
        .allMatch(address -> address.startsWith("127.0.0.1:"));
  }

  @Test
  void flinkReadsWhatWasWritten() throws Exception {
    List<ClusterFiles.Planned> planned = write(1, true);
    Configuration flink = flink();

    assertThat(planned.get(2).address()).isEqualTo("127.0.0.1:" + flink.get(RestOptions.PORT));
    assertThat(planned.get(1).address())
        .isEqualTo(flink.get(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM));
    assertThat(flink.toMap())
        .containsEntry("taskmanager.numberOfTaskSlots", "3")
        .containsEntry("execution.checkpointing.dir", folder.checkpoints().toUri().toString());
    assertThat(flink.toMap().entrySet())
        .filteredOn(option -> option.getKey().matches(".*(address|host)"))
        .isNotEmpty()
        .allMatch(option -> option.getValue().equals("127.0.0.1"));
  }

  @Test
  void withoutHighAvailabilityThereIsNoZooKeeper() throws Exception {
    assertThat(write(1, false))
        .extracting(ClusterFiles.Planned::role)
        .doesNotContain(ProcessRole.ZOOKEEPER);
    assertThat(flink().contains(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM)).isFalse();
  }

  /** A user's cluster and this one are to behave the same. */
  @Test
  void hasAllThatIsRecommendedForACluster() throws Exception {
    write(1, false);
    Map<String, String> own = flink().toMap();
    Map<String, String> recommended =
        GlobalConfiguration.loadConfiguration("../deploy/flink-conf").toMap();

    assertThat(recommended).hasSizeGreaterThan(FOLDERS.size());
    recommended.keySet().removeAll(FOLDERS);
    assertThat(own).containsAllEntriesOf(recommended);
  }

  @Test
  void theJvmsGetTheirMemoryAndFlags() throws Exception {
    write(1, false);

    assertThat(arguments("taskmanager-1"))
        .contains(
            "\"--add-modules=jdk.incubator.vector\"",
            "\"-Xmx603979776\"",
            "\"taskmanager.resource-id=taskmanager-1\"",
            "\"-Dlog.file=" + folder.log("taskmanager-1") + "\"");
    assertThat(arguments("jobmanager-1")).contains("\"-Xmx402653184\"");
  }

  @Test
  void flinkGoesWithoutTheBrokersJars() throws Exception {
    write(1, true);

    for (String name : List.of("zookeeper-1", "jobmanager-1", "taskmanager-1")) {
      assertThat(arguments(name))
          .filteredOn(argument -> argument.contains(".jar"))
          .hasSize(1)
          .allMatch(path -> path.contains("flink-runtime") && path.contains("log4j-core"))
          .noneMatch(path -> path.matches(".*(kafka|scala|smilestream-job).*\\.jar.*"));
    }
  }

  @Test
  void theBrokerHasItsOwnCopyOfTheJobJar() throws Exception {
    write(1, false);

    assertThat(arguments("broker-1"))
        .contains(
            "\"" + folder.jobJar() + ":" + distribution.libraries().resolve("*") + "\"",
            "\"--detached\"");
    assertThat(folder.jobJar()).isRegularFile();
  }

  @Test
  void aTakenPortIsNotUsed() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Loopback loopback = new Loopback();
      int first = loopback.port(busy.getLocalPort());
      assertThat(first).isGreaterThan(busy.getLocalPort());
      assertThat(loopback.port(busy.getLocalPort())).isGreaterThan(first);
    }
  }

  @Test
  void aDistributionHasAJarAndItsLibraries() {
    Path nowhere = temporary.resolve("nowhere.jar");
    assertThatThrownBy(() -> Distribution.of(nowhere))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("'" + nowhere + "'");
  }
}
