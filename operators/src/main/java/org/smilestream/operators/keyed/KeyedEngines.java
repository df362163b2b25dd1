package org.smilestream.operators.keyed;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smilestream.engine.EngineProvider;
import org.smilestream.engine.Engines;
import org.smilestream.engine.LogDensityEngine;

/** The engines of the models of keys: one for all models of a task that began with it. */
final class KeyedEngines {
  private static final Logger LOG = LoggerFactory.getLogger(KeyedEngines.class);

  private final KeyedModelSettings settings;
  private final Map<String, LogDensityEngine> engines = new HashMap<>();

  KeyedEngines(KeyedModelSettings settings) {
    this.settings = settings;
  }

  /** That of models that are new. */
  LogDensityEngine get() {
    return get(settings.engine());
  }

  /**
   * That of models that began with it; if it does not run here, another one, which a warning tells.
   *
   * @throws IllegalArgumentException if it is for groups of chains only
   */
  LogDensityEngine get(String name) {
    return engines.computeIfAbsent(name, this::create);
  }

  private LogDensityEngine create(String name) {
    EngineProvider provider = Engines.find(name);
    if (provider.isForGroups()) {
      throw new IllegalArgumentException(
          "engine '" + name + "' is for groups of chains, not for a model for each key");
    }
    LogDensityEngine engine = provider.create(settings.spec(), settings.learner().engineRows());
    LOG.info("Models of '{}': engine '{}'", settings.model(), engine.name());
    if (!name.equals(Engines.AUTO) && !name.equals(engine.name())) {
      LOG.warn(
          "Models of '{}' whose chains ran on engine '{}' before go on with other bits.",
          settings.model(),
          name);
    }
    return engine;
  }
}
