package org.smilestream.engine.nd4j;

import java.util.Optional;
import org.smilestream.engine.EngineProvider;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.ModelSpec;

/**
 * The engine {@code nd4j}: float on ND4J's arrays, on the processor or on a CUDA card, as the ND4J
 * backend on the class path has it.
 *
 * <p>ND4J is a user's addition to the cluster. This class and {@link Nd4jBackendCheck} link none of
 * it; only {@link #create} leads to one that does.
 */
public final class Nd4jEngineProvider implements EngineProvider {
  static final String NAME = "nd4j";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return 50;
  }

  @Override
  public Optional<String> unavailableBecause() {
    return Nd4jBackendCheck.failure();
  }

  @Override
  public LogDensityEngine create(ModelSpec spec, int maxRows) {
    return new Nd4jEngine(spec, maxRows);
  }
}
