package org.smilestream.engine;

import java.util.Optional;
import org.smilestream.model.ModelSpec;

/**
 * What came of starting an engine, which may lack a library, a driver or memory.
 *
 * @param engine the engine; empty where it did not start
 * @param failure why; empty where it did
 */
record EngineStart(Optional<LogDensityEngine> engine, String failure) {

  static EngineStart of(EngineProvider provider, ModelSpec spec, int maxRows) {
    Optional<String> reason = provider.unavailableBecause();
    if (reason.isPresent()) {
      return new EngineStart(Optional.empty(), reason.get());
    }
    try {
      LogDensityEngine engine = provider.create(spec, maxRows);
      if (engine.name().equals(provider.name())) {
        return new EngineStart(Optional.of(engine), "");
      }
      return failed("engine '" + engine.name() + "' runs in its place");
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      return failed(RootCause.of(e));
    }
  }

  private static EngineStart failed(String reason) {
    return new EngineStart(Optional.empty(), reason);
  }

  /** The failure, with the engine's name. */
  String failureOf(EngineProvider provider) {
    return provider.name() + " (" + failure + ")";
  }
}
