package org.smilestream.client;

import java.util.Optional;

/**
 * The topics of the job that is asked.
 *
 * @param deadLetters where a request that cannot be used turns up; without it, such a request times
 *     out
 */
public record ClientTopics(String requests, String predictions, Optional<String> deadLetters) {

  /** The job's own defaults. */
  public static ClientTopics defaults() {
    return new ClientTopics("requests", "predictions", Optional.of("dead-letters"));
  }
}
