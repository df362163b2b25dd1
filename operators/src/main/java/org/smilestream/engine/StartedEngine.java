package org.smilestream.engine;

import java.util.List;

/**
 * An engine that runs.
 *
 * @param failures engines that were asked for before it and did not start, each with the reason
 */
public record StartedEngine(LogDensityEngine engine, List<String> failures) {

  public StartedEngine {
    failures = List.copyOf(failures);
  }
}
