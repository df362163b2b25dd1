package org.smilestream.job.cluster;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import org.smilestream.data.Schema;
import org.smilestream.job.options.JobSettings;

/** Submits the job to a Flink cluster that runs. */
public final class RemoteLauncher {

  /**
   * @param target the cluster's REST API
   * @param distribution whose job jar is sent along
   */
  public RemoteLauncher(URI target, Distribution distribution) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Creates the topics that are missing, submits the job and does not wait for it.
   *
   * @param from savepoint or checkpoint to go on from
   * @param parallelism of the job, in place of what its settings say
   * @return the id of the job
   */
  public String submit(
      JobSettings settings, Schema schema, Optional<String> from, OptionalInt parallelism)
      throws Exception {
    throw new UnsupportedOperationException("not yet");
  }
}
