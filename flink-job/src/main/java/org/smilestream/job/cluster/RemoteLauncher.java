package org.smilestream.job.cluster;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.smilestream.data.Schema;
import org.smilestream.job.launch.FlinkLauncher;
import org.smilestream.job.launch.FlinkSettings;
import org.smilestream.job.options.JobSettings;

/** Submits the job to a Flink cluster that runs. */
public final class RemoteLauncher {

  /** The cluster's options that describe a job, not its processes: {@code flink run} sends them. */
  private static final List<String> OF_JOBS =
      List.of("execution.checkpointing.", "state.", "restart-strategy.", "parallelism.default");

  private final URI target;
  private final Distribution distribution;

  /**
   * @param target the cluster's REST API
   * @param distribution whose job jar is sent along
   */
  public RemoteLauncher(URI target, Distribution distribution) {
    this.target = target;
    this.distribution = distribution;
  }

  /**
   * Creates the topics that are missing, submits the job and does not wait for it.
   *
   * @param from savepoint or checkpoint to go on from
   * @return the id of the job
   */
  public String submit(JobSettings settings, Schema schema, Optional<String> from)
      throws Exception {
    Configuration flink = new Configuration();
    new FlinkRest(target)
        .configuration().entrySet().stream()
            .filter(option -> OF_JOBS.stream().anyMatch(option.getKey()::startsWith))
            .forEach(option -> flink.setString(option.getKey(), option.getValue()));
    flink.addAll(FlinkSettings.of(settings.runtime()));
    from.ifPresent(path -> flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    FlinkLauncher.requireCheckpointDirectory(flink);
    flink.set(DeploymentOptions.TARGET, "remote");
    flink.set(DeploymentOptions.ATTACHED, false);
    flink.set(RestOptions.ADDRESS, target.getHost());
    flink.set(RestOptions.PORT, target.getPort());
    flink.set(PipelineOptions.JARS, List.of(distribution.jobJar().toUri().toString()));
    return FlinkLauncher.submit(new StreamExecutionEnvironment(flink), settings, schema)
        .getJobID()
        .toString();
  }
}
