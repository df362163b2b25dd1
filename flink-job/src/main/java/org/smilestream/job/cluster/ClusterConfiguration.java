package org.smilestream.job.cluster;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.smilestream.job.launch.FlinkSettings;

/**
 * Flink's configuration for a cluster on one machine: on loopback only, small, and quick to notice
 * that a process has died. docs/operations.md gives the reasons.
 */
final class ClusterConfiguration {
  /** What the job wants of every JVM; deploy/flink-conf/config.yaml has the same. */
  private static final String JVM_OPTIONS =
      "--add-modules=jdk.incubator.vector --add-opens=java.base/java.util=ALL-UNNAMED"
          + " --add-opens=java.base/java.lang=ALL-UNNAMED";

  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(2);

  /** A process that is silent for so long counts as dead. */
  static final Duration SILENCE = Duration.ofSeconds(10);

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RESTART_DELAY = Duration.ofSeconds(5);
  private static final Duration QUIET_AFTER_RESTART = Duration.ofMinutes(1);

  private static final Duration FRESHNESS = Duration.ofMillis(500);

  private static final MemorySize JOB_MANAGER_HEAP = MemorySize.ofMebiBytes(384);

  private static final int HEAP_MEBIBYTES = 256;
  private static final int HEAP_MEBIBYTES_PER_SLOT = 64;
  private static final int ROCKSDB_MEBIBYTES_PER_SLOT = 48;
  private static final int NETWORK_MEBIBYTES = 32;
  private static final int NETWORK_MEBIBYTES_PER_SLOT = 16;

  private ClusterConfiguration() {}

  /**
   * The configuration of all of Flink's processes.
   *
   * @param zooKeeper its address; null for a cluster without high availability
   */
  static Configuration of(
      ClusterFolder folder, int slots, int restPort, int rpcPort, String zooKeeper) {
    Configuration flink = FlinkSettings.ofTaskManager();
    flink.set(CoreOptions.FLINK_JVM_OPTIONS, JVM_OPTIONS);
    addresses(flink, restPort, rpcPort);
    memory(flink, slots);
    checkpoints(flink, folder);
    recovery(flink);
    if (zooKeeper != null) {
      highAvailability(flink, folder, zooKeeper);
    }
    return flink;
  }

  private static void addresses(Configuration flink, int restPort, int rpcPort) {
    flink.set(RestOptions.ADDRESS, Loopback.HOST);
    flink.set(RestOptions.BIND_ADDRESS, Loopback.HOST);
    flink.set(RestOptions.PORT, restPort);
    flink.set(RestOptions.BIND_PORT, Integer.toString(restPort));
    // Whoever watches a recovery wants to see tasks and checkpoints as they are now.
    flink.set(RestOptions.CACHE_EXECUTION_GRAPH_TIMEOUT, FRESHNESS);
    flink.set(RestOptions.CACHE_CHECKPOINT_STATISTICS_TIMEOUT, FRESHNESS);
    flink.set(JobManagerOptions.ADDRESS, Loopback.HOST);
    flink.set(JobManagerOptions.BIND_HOST, Loopback.HOST);
    flink.set(JobManagerOptions.PORT, rpcPort);
    // With high availability Flink asks this option for the same port.
    flink.set(HighAvailabilityOptions.HA_JOB_MANAGER_PORT_RANGE, Integer.toString(rpcPort));
    flink.set(TaskManagerOptions.HOST, Loopback.HOST);
    flink.set(TaskManagerOptions.BIND_HOST, Loopback.HOST);
  }

  private static void memory(Configuration flink, int slots) {
    flink.set(JobManagerOptions.JVM_HEAP_MEMORY, JOB_MANAGER_HEAP);
    flink.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
    flink.set(TaskManagerOptions.CPU_CORES, (double) slots);
    flink.set(
        TaskManagerOptions.TASK_HEAP_MEMORY,
        MemorySize.ofMebiBytes(HEAP_MEBIBYTES + HEAP_MEBIBYTES_PER_SLOT * slots));
    flink.set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(32));
    flink.set(
        TaskManagerOptions.MANAGED_MEMORY_SIZE,
        MemorySize.ofMebiBytes(ROCKSDB_MEBIBYTES_PER_SLOT * slots));
    // Different limits would make Flink choose by a total size that is not set.
    MemorySize network =
        MemorySize.ofMebiBytes(NETWORK_MEBIBYTES + NETWORK_MEBIBYTES_PER_SLOT * slots);
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
  }

  private static void checkpoints(Configuration flink, ClusterFolder folder) {
    flink.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, uri(folder.checkpoints()));
    flink.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, uri(folder.savepoints()));
    flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 3);
    flink.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
  }

  private static void recovery(Configuration flink) {
    flink.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, HEARTBEAT_INTERVAL);
    flink.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, SILENCE);
    // Otherwise a TaskManager looks for a JobManager that has come back every 10 or 30 s only.
    flink.set(ClusterOptions.ERROR_REGISTRATION_DELAY, RETRY);
    flink.set(ClusterOptions.REFUSED_REGISTRATION_DELAY, RETRY);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, RETRY);
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        LONGEST_RESTART_DELAY);
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        QUIET_AFTER_RESTART);
  }

  private static void highAvailability(
      Configuration flink, ClusterFolder folder, String zooKeeper) {
    flink.set(HighAvailabilityOptions.HA_MODE, "zookeeper");
    flink.set(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM, zooKeeper);
    flink.set(HighAvailabilityOptions.HA_STORAGE_PATH, uri(folder.highAvailability()));
    // A dead JobManager stays the leader until its session is over.
    flink.set(HighAvailabilityOptions.ZOOKEEPER_SESSION_TIMEOUT, SILENCE);
    // A restart of ZooKeeper alone is no reason to stop the jobs.
    flink.set(HighAvailabilityOptions.ZOOKEEPER_TOLERATE_SUSPENDED_CONNECTIONS, true);
  }

  private static String uri(Path folder) {
    return folder.toUri().toString();
  }
}
