package org.smilestream.learner;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.sampler.ChainGroup;
import org.smilestream.sampler.ChainGroupProvider;
import org.smilestream.sampler.ChainState;
import org.smilestream.sampler.HostChainGroup;
import org.smilestream.sampler.SamplerSettings;

/**
 * Makes the chains of a group. Where the engine has chains of its own ({@link ChainGroupProvider}),
 * those; else chains on the heap, with a thread for each engine that makes the steps of a share of
 * them.
 */
final class ChainGroupFactory implements AutoCloseable {
  private final GroupId id;
  private final ModelSpec spec;
  private final LearnerSettings settings;
  private final List<LogDensityEngine> engines;

  /** The threads of all engines but the first, which is the caller's; null until they are due. */
  private ExecutorService threads;

  /**
   * @param engines alike, at least one, for {@link LearnerSettings#engineRows()} rows
   */
  ChainGroupFactory(
      GroupId id, ModelSpec spec, LearnerSettings settings, List<LogDensityEngine> engines) {
    this.id = id;
    this.spec = spec;
    this.settings = settings;
    this.engines = engines;
  }

  /**
   * Chains that have made no step.
   *
   * @param positions one for each chain
   */
  ChainGroup create(double[][] positions) {
    SamplerSettings sampler = settings.sampler();
    return ChainGroupProvider.find(engines.get(0).name(), sampler)
        .map(p -> p.create(spec, sampler, settings.engineRows(), id.members(), positions))
        .orElseGet(() -> new HostChainGroup(workers(), executor(), id.members(), positions));
  }

  /**
   * Chains that go on from saved ones. Where these are fewer, the further ones start at their
   * positions, in turn.
   *
   * @param states at least one, no more than the group has chains
   */
  ChainGroup restore(List<ChainState> states) {
    double[][] positions = new double[id.size()][];
    Arrays.setAll(positions, i -> states.get(i % states.size()).position());
    ChainGroup chains = create(positions);
    for (int i = 0; i < states.size(); i++) {
      chains.restore(i, states.get(i));
    }
    for (int i = states.size(); i < id.size(); i++) {
      chains.branch(i, i % states.size());
    }
    return chains;
  }

  private List<HostChainGroup.Worker> workers() {
    SamplerSettings sampler = settings.sampler();
    return engines.stream()
        .map(
            each ->
                new HostChainGroup.Worker(
                    sampler.create(spec.dimension(), spec.prior().precision()),
                    each,
                    Minibatch.forModel(spec, settings.engineRows())))
        .toList();
  }

  private Executor executor() {
    if (engines.size() == 1) {
      return Runnable::run;
    }
    if (threads == null) {
      threads = Executors.newFixedThreadPool(engines.size() - 1, this::thread);
    }
    return threads;
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "chains of " + id);
    thread.setDaemon(true);
    return thread;
  }

  /** Ends the threads; the chains that were made are of no use afterwards. */
  @Override
  public void close() {
    if (threads != null) {
      threads.shutdownNow();
    }
  }
}
