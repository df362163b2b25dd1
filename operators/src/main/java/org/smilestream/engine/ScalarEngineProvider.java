package org.smilestream.engine;

import java.util.Optional;
import org.smilestream.model.ModelSpec;

/** The engine {@code scalar}: plain Java in double, the reference; runs everywhere. */
public final class ScalarEngineProvider implements EngineProvider {

  @Override
  public String name() {
    return ScalarEngine.NAME;
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<String> unavailableBecause() {
    return Optional.empty();
  }

  @Override
  public LogDensityEngine create(ModelSpec spec, int maxRows) {
    return new ScalarEngine(spec, maxRows);
  }
}
