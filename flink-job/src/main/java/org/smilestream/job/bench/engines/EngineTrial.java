package org.smilestream.job.bench.engines;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.smilestream.engine.EngineProvider;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.learner.InitialPosition;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.sampler.ChainGroup;
import org.smilestream.sampler.ChainGroupProvider;
import org.smilestream.sampler.CounterRandom;
import org.smilestream.sampler.HostChainGroup;
import org.smilestream.sampler.MinibatchSource;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.SamplerSettings;
import org.smilestream.sampler.StepObserver;

/** One engine with a group of chains, to be timed. */
public final class EngineTrial implements AutoCloseable {
  private static final int ROWS = 4096;
  private static final long SEED = 1;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final boolean onHost;
  private final LogDensityEngine engine;
  private final Minibatch batch;
  private final double[] position;
  private final double[] gradient;
  private final MinibatchSource minibatches;
  private final ExecutorService executor;
  private final ChainGroup group;

  /**
   * @param batchRows rows of a minibatch
   */
  public EngineTrial(
      EngineProvider provider,
      ModelSpec spec,
      int batchRows,
      int chains,
      int threads,
      Preconditioner preconditioner) {
    onHost = !provider.isForGroups();
    engine = started(provider, spec, batchRows);
    batch = Minibatch.forModel(spec, batchRows);
    MadeUpRows rows = new MadeUpRows(spec, ROWS, SEED);
    int[] numbersOfRows = IntStream.range(0, ROWS).toArray();
    minibatches =
        (chain, step, target) -> {
          int from = (int) ((step + chain) * batchRows % (ROWS - batchRows + 1));
          rows.gather(numbersOfRows, from, from + batchRows, target);
          target.setRows(batchRows, (double) ROWS / batchRows);
        };
    minibatches.fill(0, 0, batch);
    double[][] positions = positions(spec, chains);
    position = positions[0];
    gradient = new double[position.length];
    SamplerSettings sampler = psmile(preconditioner);
    executor = Executors.newFixedThreadPool(threads, EngineTrial::daemon);
    int[] numbers = IntStream.range(0, chains).toArray();
    group =
        ChainGroupProvider.find(engine.name(), sampler)
            .map(there -> there.create(spec, sampler, batchRows, numbers, positions))
            .orElseGet(
                () ->
                    new HostChainGroup(
                        workers(provider, spec, batchRows, threads, sampler),
                        executor,
                        0,
                        positions));
  }

  /**
   * @throws IllegalStateException if another engine runs in its place
   */
  private static LogDensityEngine started(EngineProvider provider, ModelSpec spec, int batchRows) {
    LogDensityEngine engine = provider.create(spec, batchRows);
    if (!engine.name().equals(provider.name())) {
      throw new IllegalStateException("engine '" + engine.name() + "' runs in its place");
    }
    return engine;
  }

  private static double[][] positions(ModelSpec spec, int chains) {
    return IntStream.range(0, chains)
        .mapToObj(
            chain ->
                InitialPosition.draw(
                    spec, CounterRandom.of(SEED, chain, 0, CounterRandom.Use.INITIAL_POSITION)))
        .toArray(double[][]::new);
  }

  private static List<HostChainGroup.Worker> workers(
      EngineProvider provider,
      ModelSpec spec,
      int batchRows,
      int threads,
      SamplerSettings sampler) {
    List<HostChainGroup.Worker> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(
          new HostChainGroup.Worker(
              sampler.create(spec.dimension(), spec.prior().precision()),
              provider.create(spec, batchRows),
              Minibatch.forModel(spec, batchRows)));
    }
    return workers;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "chains");
    thread.setDaemon(true);
    return thread;
  }

  private static SamplerSettings psmile(Preconditioner preconditioner) {
    return new SamplerSettings(
        SamplerSettings.Name.PSMILE,
        preconditioner,
        SamplerSettings.PRECONDITIONER_WINDOW,
        SamplerSettings.TunerName.STATIONARY,
        PublishedTunerSettings.DEFAULT,
        Double.NaN,
        Double.NaN,
        SamplerSettings.PROBE_INTERVAL,
        0,
        2,
        SEED);
  }

  /** Whether single gradients are computed by this engine, and not only steps of whole groups. */
  boolean hasGradient() {
    return onHost;
  }

  /** Computes one gradient of the first chain's starting position. */
  public double gradient() {
    return engine.evaluate(position, batch, gradient);
  }

  /** Advances all chains by one step. */
  public void step() {
    advance(1);
  }

  private void advance(int steps) {
    group.advance(steps, minibatches, StepObserver.NONE);
  }

  /**
   * Microseconds of a gradient: processor time of this thread, which other programs disturb less
   * than the clock.
   *
   * @param nanos for which gradients are computed; at least one is
   */
  double gradientMicros(long nanos) {
    long start = THREADS.getCurrentThreadCpuTime();
    long end = System.nanoTime() + nanos;
    long gradients = 0;
    do {
      gradient();
      gradients++;
    } while (System.nanoTime() < end);
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / gradients;
  }

  /**
   * Steps of all chains in a second of the clock.
   *
   * @param nanos for which steps are made; at least ten of each chain are, of which one is a probe
   */
  double stepsPerSecond(long nanos) {
    long start = System.nanoTime();
    long steps = 0;
    do {
      advance(SamplerSettings.PROBE_INTERVAL);
      steps += SamplerSettings.PROBE_INTERVAL;
    } while (System.nanoTime() - start < nanos);
    return steps * group.size() / ((System.nanoTime() - start) / 1e9);
  }

  @Override
  public void close() {
    group.close();
    executor.shutdownNow();
  }
}
