package org.smilestream.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smilestream.model.ModelSpec;

/** The front door to the engines: finds one by name, or the fastest that this machine can run. */
public final class Engines {

  /** Stands for the fastest engine that the machine can run. */
  public static final String AUTO = "auto";

  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

  private Engines() {}

  /**
   * Finds an engine without starting it; {@link #AUTO} is the one of the highest priority that is
   * not {@linkplain EngineProvider#isForGroups for groups}.
   *
   * @param name the engine's name or {@link #AUTO}
   * @throws IllegalArgumentException if no such engine exists, or if it was named and cannot run
   *     here
   */
  public static EngineProvider find(String name) {
    List<EngineProvider> providers = all();
    return name.equals(AUTO) ? first(providers) : named(name, providers);
  }

  /**
   * Takes the fastest engine for a network by a trial, see {@link EngineChoice}. One trial at a
   * time: two would disturb each other.
   *
   * @param maxRows rows of the minibatches
   */
  public static synchronized EngineChoice choose(ModelSpec spec, int maxRows) {
    return EngineChoice.among(all(), spec, maxRows, new GradientStopwatch(spec, maxRows));
  }

  /**
   * Starts an engine for chains that began with it; where it does not start here, the next one.
   *
   * @param name the engine's name, which this machine may not know
   */
  public static StartedEngine startOrNext(String name, ModelSpec spec, int maxRows) {
    return startOrNext(name, all(), spec, maxRows);
  }

  static StartedEngine startOrNext(
      String name, List<EngineProvider> providers, ModelSpec spec, int maxRows) {
    Predicate<EngineProvider> isNamed = provider -> provider.name().equals(name);
    List<EngineProvider> order = new ArrayList<>(providers.stream().filter(isNamed).toList());
    providers.stream().filter(isNamed.negate()).forEach(order::add);
    List<String> failures = new ArrayList<>();
    if (providers.stream().noneMatch(isNamed)) {
      failures.add(name + " (this program has no such engine)");
    }
    for (EngineProvider provider : order) {
      EngineStart start = EngineStart.of(provider, spec, maxRows);
      if (start.engine().isPresent()) {
        return new StartedEngine(start.engine().get(), failures);
      }
      failures.add(start.failureOf(provider));
    }
    throw new IllegalStateException("no engine starts: " + String.join(", ", failures));
  }

  /**
   * All engines that this program has, whether they run here or not, the highest priority first.
   */
  public static List<EngineProvider> all() {
    return ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(EngineProvider::priority).reversed())
        .toList();
  }

  static EngineProvider first(List<EngineProvider> providers) {
    for (EngineProvider provider : providers) {
      if (provider.isForGroups()) {
        continue;
      }
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
