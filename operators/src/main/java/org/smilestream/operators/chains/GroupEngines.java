package org.smilestream.operators.chains;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.taskexecutor.GlobalAggregateManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smilestream.engine.EngineChoice;
import org.smilestream.engine.Engines;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.engine.StartedEngine;
import org.smilestream.model.ModelSpec;

/**
 * Starts the engines of chain groups. Where the engine is {@code auto}, the first group measures,
 * and all others take what it found, in whichever task they are: engines have different bits.
 */
final class GroupEngines {
  private static final Logger LOG = LoggerFactory.getLogger(GroupEngines.class);

  private final String model;
  private final ModelSpec spec;
  private final String name;
  private final int threads;
  private final GlobalAggregateManager agreement;

  /**
   * The engines of a group, as they run.
   *
   * @param name of the engine that the chains began with: it stays theirs, whichever has to take
   *     its place
   * @param engines one for each thread, of one kind
   * @param event what there is to tell of the start, where it was not as wanted
   */
  record Started(String name, List<LogDensityEngine> engines, Optional<String> event) {}

  /**
   * @param name of an engine, or {@link Engines#AUTO}
   * @param threads that share the steps of a group's chains
   * @param agreement what the tasks of a job agree on
   */
  GroupEngines(
      String model, ModelSpec spec, String name, int threads, GlobalAggregateManager agreement) {
    this.model = model;
    this.spec = spec;
    this.name = name;
    this.threads = threads;
    this.agreement = agreement;
  }

  /**
   * For a group that has not made a step.
   *
   * @param chains of the group: there is no engine without one
   * @param rows that an engine is to take at once
   */
  Started begin(int group, int chains, int rows) throws IOException {
    if (!isAuto()) {
      LogDensityEngine engine = Engines.find(name).create(spec, rows);
      return started(group, engine.name(), new StartedEngine(engine, List.of()), chains, rows);
    }
    String wanted = agreed(group, rows);
    return started(group, wanted, Engines.startOrNext(wanted, spec, rows), chains, rows);
  }

  /**
   * For a group that goes on.
   *
   * @param began the engine that its chains began with
   */
  Started resume(int group, String began, int chains, int rows) {
    StartedEngine engine =
        isAuto()
            ? Engines.startOrNext(began, spec, rows)
            : new StartedEngine(restart(began, rows), List.of());
    return started(group, began, engine, chains, rows);
  }

  private boolean isAuto() {
    return name.equals(Engines.AUTO);
  }

  private LogDensityEngine restart(String began, int rows) {
    try {
      return Engines.find(began).create(spec, rows);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          e.getMessage()
              + "; the chains began with it, and go on with another one where 'engine' is 'auto'",
          e);
    }
  }

  /** The engine of all groups. */
  private String agreed(int group, int rows) throws IOException {
    String first = propose("");
    if (!first.isEmpty()) {
      return first;
    }
    EngineChoice choice = Engines.choose(spec, rows);
    LOG.info(
        "Model '{}', group {}: of the engines '{}' is taken: {}",
        model,
        group,
        choice.engine(),
        choice.report());
    first = propose(choice.engine());
    return first.isEmpty() ? choice.engine() : first;
  }

  /** Proposes an engine to all groups and returns the one that was proposed first. */
  private String propose(String engine) throws IOException {
    return agreement.updateGlobalAggregate("engine of " + model, engine, new FirstProposal());
  }

  private Started started(int group, String wanted, StartedEngine started, int chains, int rows) {
    LogDensityEngine first = started.engine();
    LOG.info("Model '{}', group {}: engine '{}'", model, group, first.name());
    List<LogDensityEngine> engines = new ArrayList<>();
    engines.add(first);
    while (engines.size() < Math.min(threads, chains)) {
      engines.add(Engines.find(first.name()).create(spec, rows));
    }
    return new Started(wanted, engines, event(group, wanted, started));
  }

  private Optional<String> event(int group, String wanted, StartedEngine started) {
    String runs = started.engine().name();
    if (runs.equals(wanted) && started.failures().isEmpty()) {
      return Optional.empty();
    }
    String event =
        "the chains of engine '%s' go on with engine '%s', which has other bits"
            .formatted(wanted, runs);
    if (!started.failures().isEmpty()) {
      event += "; did not start: " + String.join(", ", started.failures());
    }
    LOG.warn("Model '{}', group {}: {}", model, group, event);
    return Optional.of(event);
  }
}
