package org.smilestream.engine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smilestream.model.ModelSpec;

/**
 * The engine {@code vector}: float on the JDK's Vector API, the fastest one on a CPU.
 *
 * <p>The Vector API is an incubator module, which a JVM has only if it is named at start. Where it
 * is absent the scalar engine takes its place, under its own name. Only {@link #create} leads to a
 * class that links the module.
 */
public final class VectorEngineProvider implements EngineProvider {
  static final String NAME = "vector";

  private static final Logger LOG = LoggerFactory.getLogger(VectorEngineProvider.class);

  private static final AtomicBoolean WARNED = new AtomicBoolean();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public Optional<String> unavailableBecause() {
    return Optional.empty();
  }

  @Override
  public LogDensityEngine create(ModelSpec spec, int maxRows) {
    if (VectorApi.isPresent()) {
      return new VectorEngine(spec, maxRows);
    }
    if (!WARNED.getAndSet(true)) {
      LOG.warn(
          "Engine 'vector' runs the scalar code, about ten times slower: start the JVM with"
              + " --add-modules={} (in Flink: env.java.opts.all).",
          VectorApi.MODULE);
    }
    return new ScalarEngine(spec, maxRows);
  }
}
