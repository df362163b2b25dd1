package org.smilestream.job;

import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.smilestream.job.options.JobSettings;

/** Runs the job where the command runs: inside this JVM, or on the cluster of {@code flink run}. */
final class FlinkLauncher implements JobLauncher {

  @Override
  public void launch(JobSettings settings) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(FlinkSettings.of(settings.runtime()));
    JobClient client = StreamJob.submit(environment, settings);
    // `flink run --detached` has nobody who waits, and its client refuses to.
    if (environment.getConfiguration().get(DeploymentOptions.ATTACHED)) {
      client.getJobExecutionResult().get();
    }
  }
}
