package org.smilestream.job.cluster;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;
import org.smilestream.connectors.broker.BrokerProcess;

/** The arguments of the cluster's JVMs: what Flink's and Kafka's own scripts would compute. */
final class JvmArguments {
  /** By its name, since the jar with Flink's copy of ZooKeeper is not on every class path. */
  private static final String ZOOKEEPER_MAIN =
      "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain";

  private final ClusterFolder folder;
  private final Distribution distribution;

  JvmArguments(ClusterFolder folder, Distribution distribution) {
    this.folder = folder;
    this.distribution = distribution;
  }

  List<String> broker(String name, int port) {
    return BrokerProcess.detachedArguments(
        folder.kafka(), folder.log(name), port, distribution.brokerClassPath(folder.jobJar()));
  }

  List<String> zooKeeper(String name) {
    List<String> arguments = new ArrayList<>(List.of("-Xmx128m", "-XX:+UseSerialGC"));
    addLogging(arguments, name);
    arguments.add("-Dzookeeper.admin.enableServer=false");
    arguments.add(ZOOKEEPER_MAIN);
    arguments.add(folder.zooKeeperConfiguration().toString());
    return arguments;
  }

  List<String> jobManager(String name, Configuration flink) {
    JobManagerProcessSpec memory = JobManagerProcessUtils.processSpecFromConfig(flink);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(words(JobManagerProcessUtils.generateJvmParametersStr(memory, flink)));
    arguments.add("-XX:+UseSerialGC");
    arguments.addAll(words(flink.get(CoreOptions.FLINK_JVM_OPTIONS)));
    addLogging(arguments, name);
    arguments.add(StandaloneSessionClusterEntrypoint.class.getName());
    addConfiguration(arguments, name);
    arguments.addAll(words(JobManagerProcessUtils.generateDynamicConfigsStr(memory)));
    return arguments;
  }

  List<String> taskManager(String name, int port, Configuration flink) {
    TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(flink);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(words(ProcessMemoryUtils.generateJvmParametersStr(memory)));
    arguments.addAll(words(flink.get(CoreOptions.FLINK_JVM_OPTIONS)));
    addLogging(arguments, name);
    arguments.add(TaskManagerRunner.class.getName());
    addConfiguration(arguments, name);
    arguments.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(memory)));
    // With a name of its own a new process takes the place of the dead one at once.
    addDynamic(arguments, TaskManagerOptions.TASK_MANAGER_RESOURCE_ID.key(), name);
    addDynamic(arguments, TaskManagerOptions.RPC_PORT.key(), Integer.toString(port));
    return arguments;
  }

  private void addLogging(List<String> arguments, String name) {
    arguments.add("-Dlog.file=" + folder.log(name));
    arguments.add("-Dlog4j2.configurationFile=" + folder.logging().toUri());
    arguments.add("-cp");
    arguments.add(distribution.flinkClassPath());
  }

  private void addConfiguration(List<String> arguments, String name) {
    arguments.add("--configDir");
    arguments.add(folder.conf().toString());
    addDynamic(arguments, CoreOptions.TMP_DIRS.key(), folder.temporary(name).toString());
  }

  private static void addDynamic(List<String> arguments, String key, String value) {
    arguments.add("-D");
    arguments.add(key + "=" + value);
  }

  private static List<String> words(String text) {
    return List.of(text.trim().split(" +"));
  }
}
