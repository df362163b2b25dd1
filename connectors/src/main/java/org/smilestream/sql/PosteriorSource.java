package org.smilestream.sql;

import java.io.Serializable;
import java.util.Optional;
import org.apache.flink.table.api.ValidationException;
import org.smilestream.connectors.format.ModelDescription;

/** Where a posterior comes from. It travels with the statement to the tasks. */
interface PosteriorSource extends Serializable {

  /**
   * What is known of the model where a statement is planned; empty if nothing is, so far.
   *
   * @throws ValidationException in one sentence, if it is not clear which one is meant
   */
  Optional<ModelDescription> look();

  /** Begins to read, for one task. */
  LivePosterior open();
}
