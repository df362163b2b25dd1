package org.smilestream.job;

import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.smilestream.job.options.JobSettings;

/** The wiring of the job. */
final class StreamJob {
  private StreamJob() {}

  /** Builds the job in {@code environment} and submits it. */
  static JobClient submit(StreamExecutionEnvironment environment, JobSettings settings) {
    throw new UnsupportedOperationException("the operators are not wired yet");
  }
}
