package org.smilestream.job.dataflow;

import java.util.Optional;
import org.smilestream.data.Posterior;
import org.smilestream.data.Schema;
import org.smilestream.job.options.JobSettings;

/**
 * A model of a job.
 *
 * @param schema of the rows as this model reads them; it names the model
 * @param edge where its rows come from, and where what belongs to it alone goes
 * @param start what it starts from in a new job
 */
public record StreamModel(
    JobSettings settings, Schema schema, JobEdge edge, Optional<Posterior> start) {

  /** By which records name it. */
  String name() {
    return schema.model();
  }
}
