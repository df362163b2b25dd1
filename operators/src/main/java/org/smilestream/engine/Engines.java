package org.smilestream.engine;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front door to the engines: finds one by name, or the fastest that this machine can run. */
public final class Engines {

  /** Stands for the engine of the highest priority that this machine can run. */
  public static final String AUTO = "auto";

  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

  private Engines() {}

  /**
   * Finds an engine.
   *
   * @param name the engine's name or {@link #AUTO}
   * @throws IllegalArgumentException if no such engine exists, or if it was named and cannot run
   *     here
   */
  public static EngineProvider find(String name) {
    List<EngineProvider> providers =
        ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparingInt(EngineProvider::priority).reversed())
            .toList();
    return name.equals(AUTO) ? fastest(providers) : named(name, providers);
  }

  private static EngineProvider fastest(List<EngineProvider> providers) {
    for (EngineProvider provider : providers) {
      var reason = provider.unavailableBecause();
      if (reason.isEmpty()) {
        return provider;
      }
      LOG.warn("Engine '{}' is not used: {}", provider.name(), reason.get());
    }
    throw new IllegalStateException("no engine on the class path can run on this machine");
  }

  private static EngineProvider named(String name, List<EngineProvider> providers) {
    for (EngineProvider provider : providers) {
      if (provider.name().equals(name)) {
        provider
            .unavailableBecause()
            .ifPresent(
                reason -> {
                  throw new IllegalArgumentException(
                      "engine '" + name + "' cannot run here: " + reason);
                });
        return provider;
      }
    }
    String known = providers.stream().map(EngineProvider::name).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "unknown engine '" + name + "'; known: " + AUTO + ", " + known);
  }
}
