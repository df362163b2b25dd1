package org.smilestream.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.smilestream.model.ModelSpec;

/**
 * The engine that {@code auto} takes.
 *
 * <p>Engines stand in a fixed order, that of their priority: the first that starts is taken unless
 * a later one is faster by {@link #CLEARLY_FASTER}, so that the noise of a short measurement does
 * not decide: engines have different bits. The last one, the reference, is no candidate: it serves
 * where no other starts. Nothing is measured where there is one candidate.
 *
 * @param engine its name
 * @param report what was measured and what did not start, in words
 */
public record EngineChoice(String engine, String report) {
  static final double CLEARLY_FASTER = 1.5;

  private record Candidate(String name, double micros) {
    String figure() {
      return String.format(Locale.ROOT, "%s %.1f µs a gradient", name, micros);
    }
  }

  /** Measures an engine. */
  @FunctionalInterface
  interface Stopwatch {
    /** Microseconds of one gradient. */
    double micros(LogDensityEngine engine);
  }

  /**
   * @param providers by priority, the highest first; at least one
   */
  static EngineChoice among(
      List<EngineProvider> providers, ModelSpec spec, int maxRows, Stopwatch stopwatch) {
    List<LogDensityEngine> started = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    int last = providers.size() - 1;
    for (EngineProvider provider : providers.subList(0, last)) {
      EngineStart start = EngineStart.of(provider, spec, maxRows);
      start.engine().ifPresentOrElse(started::add, () -> failures.add(start.failureOf(provider)));
    }
    String unused = failures.isEmpty() ? "" : "; not used: " + String.join(", ", failures);
    if (started.isEmpty()) {
      return new EngineChoice(providers.get(last).name(), "no other one starts" + unused);
    }
    if (started.size() == 1) {
      return new EngineChoice(started.get(0).name(), "the only fast one" + unused);
    }
    List<Candidate> candidates =
        started.stream()
            .map(engine -> new Candidate(engine.name(), stopwatch.micros(engine)))
            .toList();
    Candidate fastest = candidates.get(0);
    for (Candidate candidate : candidates) {
      if (candidate.micros * CLEARLY_FASTER < fastest.micros) {
        fastest = candidate;
      }
    }
    String figures = String.join(", ", candidates.stream().map(Candidate::figure).toList());
    return new EngineChoice(fastest.name, figures + unused);
  }
}
