package org.smilestream.job;

import org.smilestream.data.Schema;
import org.smilestream.job.options.JobSettings;

/** Starts the job that the settings describe. */
interface JobLauncher {

  /** Returns when the job has ended, or has been handed over to a cluster. */
  void launch(JobSettings settings, Schema schema) throws Exception;
}
