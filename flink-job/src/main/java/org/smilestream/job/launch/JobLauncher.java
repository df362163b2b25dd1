package org.smilestream.job.launch;

import java.util.Optional;
import org.smilestream.data.Schema;
import org.smilestream.job.options.JobSettings;

/** Starts the job that the settings describe. */
public interface JobLauncher {

  /**
   * Returns when the job has ended, or has been handed over to a cluster.
   *
   * @param from path of the savepoint or checkpoint to go on from
   */
  void launch(JobSettings settings, Schema schema, Optional<String> from) throws Exception;
}
