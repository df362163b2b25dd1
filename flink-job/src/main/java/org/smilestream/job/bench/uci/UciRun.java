package org.smilestream.job.bench.uci;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.job.options.EnumNames;
import org.smilestream.learner.InitialPosition;
import org.smilestream.learner.SweepMinibatches;
import org.smilestream.learner.WarmStart;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.posterior.HeldOutPredictive;
import org.smilestream.sampler.ChainState;
import org.smilestream.sampler.CounterRandom;
import org.smilestream.sampler.HostChainGroup;
import org.smilestream.sampler.SamplerSettings;
import org.smilestream.sampler.StepObserver;

/**
 * The paper's protocol on one set and split: warm starts by AdamW, warm-up steps, sampling steps,
 * scores on the test rows. A function of its arguments but for the times.
 */
final class UciRun implements AutoCloseable {
  private static final double[] LEVELS = {0.5, 0.8, 0.9, 0.95};

  /** Steps between two reports of progress. */
  private static final int STRETCH = 500;

  private final UciTask task;
  private final long splitSeed;
  private final UciSettings settings;
  private final ModelSpec spec;
  private final DataTable table;
  private final Split split;
  private final ChainThreads threads;

  UciRun(UciBench.Planned planned) {
    task = planned.task();
    splitSeed = planned.splitSeed();
    table = planned.table();
    split = planned.split();
    settings = planned.settings();
    spec = UciSettings.model(table.features());
    threads = new ChainThreads(settings.threads(), settings.chains());
  }

  /**
   * Runs the protocol.
   *
   * @param progress told the number of steps that all chains have made, time and again from the
   *     beginning of the warm starts on; what it throws ends the run
   */
  UciResult run(LongConsumer progress) {
    long start = System.nanoTime();
    double[][] positions = warmStarts(progress);
    ChainRecorder[] ensemble = recorders();
    threads.forEachChain(chain -> ensemble[chain].sample(positions[chain]));
    if (settings.sampler().isEmpty()) {
      return result(ensemble, ensemble, ChainFates.NONE, Double.NaN, start);
    }
    HostChainGroup chains = chains(settings.sampler().get(), positions);
    double stepsPerSecond = warmUp(chains, progress);
    long[] rejections = rejections(chains);
    ChainRecorder[] recorders = recorders();
    sample(chains, recorders, progress);
    ChainFates fates = ChainFates.of(chains, recorders, rejections, settings.movedSamplingSteps());
    return result(ensemble, recorders, fates, stepsPerSecond, start);
  }

  /** Chains of different splits and sets share no random numbers. */
  private long seed() {
    return 1_000_003 * settings.seed() + 1009 * splitSeed + task.ordinal();
  }

  private double[][] warmStarts(LongConsumer progress) {
    int[] rows =
        IntStream.concat(Arrays.stream(split.valid()), Arrays.stream(split.train())).toArray();
    double[][] positions = new double[settings.chains()][];
    int engineRows = 256;
    threads.forEachChain(
        chain -> {
          WarmStart warmStart =
              new WarmStart(
                  spec,
                  settings.engine().create(spec, engineRows),
                  engineRows,
                  UciSettings.WARM_START);
          double[] initial =
              InitialPosition.draw(
                  spec, CounterRandom.of(seed(), chain, 0, CounterRandom.Use.INITIAL_POSITION));
          positions[chain] =
              warmStart
                  .run(
                      table,
                      rows.clone(),
                      split.valid().length,
                      initial,
                      CounterRandom.of(seed(), chain, 0, CounterRandom.Use.WARM_START))
                  .position();
        },
        () -> progress.accept(0));
    return positions;
  }

  private HostChainGroup chains(SamplerSettings sampler, double[][] positions) {
    int batchRows = settings.batchRows(split.train().length);
    List<HostChainGroup.Worker> workers = new ArrayList<>();
    for (int i = 0; i < settings.threads(); i++) {
      workers.add(
          new HostChainGroup.Worker(
              sampler.withSeed(seed()).create(spec.dimension(), spec.prior().precision()),
              settings.engine().create(spec, batchRows),
              Minibatch.forModel(spec, batchRows)));
    }
    return new HostChainGroup(workers, threads.executor(), 0, positions);
  }

  /** The weight of a minibatch is rounded down, as the authors do. */
  private SweepMinibatches minibatches() {
    DataTable train = table.select(split.train());
    return new SweepMinibatches(
        train, train.rows(), settings.chains(), seed(), (all, batch) -> all / batch);
  }

  private double warmUp(HostChainGroup chains, LongConsumer progress) {
    SweepMinibatches minibatches = minibatches();
    int untimed = settings.warmupSteps() / 5;
    advance(chains, untimed, minibatches, StepObserver.NONE, 0, progress);
    long start = System.nanoTime();
    int timed = settings.warmupSteps() - untimed;
    advance(chains, timed, minibatches, StepObserver.NONE, untimed, progress);
    return timed == 0 ? Double.NaN : (double) timed * settings.chains() / seconds(start);
  }

  private void advance(
      HostChainGroup chains,
      int steps,
      SweepMinibatches minibatches,
      StepObserver observer,
      long before,
      LongConsumer progress) {
    for (int done = 0; done < steps; done += STRETCH) {
      int stretch = Math.min(STRETCH, steps - done);
      chains.advance(stretch, minibatches, observer);
      progress.accept((before + done + stretch) * settings.chains());
    }
  }

  private void sample(HostChainGroup chains, ChainRecorder[] recorders, LongConsumer progress) {
    SweepMinibatches minibatches = minibatches();
    int thinning = settings.thinning();
    for (int done = thinning; done <= settings.movedSamplingSteps(); done += thinning) {
      chains.advance(thinning, minibatches, StepObserver.NONE);
      threads.forEachChain(
          chain -> {
            ChainState state = chains.state(chain);
            recorders[chain].step(state);
            if (chains.collects(chain)) {
              recorders[chain].sample(state.position());
            }
          });
      progress.accept((long) (settings.warmupSteps() + done) * settings.chains());
    }
  }

  private ChainRecorder[] recorders() {
    Minibatch valid = whole(split.valid());
    Minibatch test = whole(split.test());
    int rows = Math.max(valid.rows(), test.rows());
    ChainRecorder[] recorders = new ChainRecorder[settings.chains()];
    for (int chain = 0; chain < recorders.length; chain++) {
      LogDensityEngine engine = settings.engine().create(spec, rows);
      recorders[chain] = new ChainRecorder(engine, valid, test);
    }
    return recorders;
  }

  private Minibatch whole(int[] rows) {
    Minibatch batch = Minibatch.forModel(spec, rows.length);
    table.gather(rows, 0, rows.length, batch);
    return batch;
  }

  private static long[] rejections(HostChainGroup chains) {
    return IntStream.range(0, chains.size())
        .mapToLong(chain -> chains.state(chain).rejections())
        .toArray();
  }

  private static double seconds(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private UciResult result(
      ChainRecorder[] ensemble,
      ChainRecorder[] recorders,
      ChainFates fates,
      double stepsPerSecond,
      long startNanos) {
    HeldOutPredictive valid = new HeldOutPredictive(whole(split.valid()).targets());
    HeldOutPredictive test = new HeldOutPredictive(whole(split.test()).targets());
    HeldOutPredictive ensembleTest = new HeldOutPredictive(whole(split.test()).targets());
    for (int chain = 0; chain < recorders.length; chain++) {
      valid.add(recorders[chain].valid());
      test.add(recorders[chain].test());
      ensembleTest.add(ensemble[chain].test());
    }
    Map<String, Double> coverage = new LinkedHashMap<>();
    for (double level : LEVELS) {
      coverage.put(String.format(Locale.ROOT, "%.0f", 100 * level), test.coverage(level));
    }
    Mixing mixing = Mixing.of(recorders);
    return new UciResult(
        task.id(),
        splitSeed,
        settings.seed(),
        settings.sampler().map(s -> EnumNames.name(s.name())).orElse(UciCommand.DEEP_ENSEMBLE),
        settings.sampler().flatMap(SamplerSettings::usedTuner).map(EnumNames::name).orElse("none"),
        settings.sampler().map(s -> EnumNames.name(s.usedPreconditioner())).orElse("none"),
        settings.engine().name(),
        test.lppd(),
        valid.lppd(),
        ensembleTest.lppd(),
        test.rootMeanSquaredError(),
        coverage,
        mixing.rhat(),
        mixing.ess(),
        mixing.lowestEss(),
        stepsPerSecond,
        fates.stepSizes(),
        fates.stepSizeRange(),
        fates.rejectedShares(),
        fates.reseeded(),
        seconds(startNanos));
  }

  @Override
  public void close() {
    threads.close();
  }
}
