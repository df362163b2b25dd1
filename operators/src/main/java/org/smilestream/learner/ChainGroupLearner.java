package org.smilestream.learner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.TunerStatistics;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.sampler.ChainGroup;
import org.smilestream.sampler.ChainGroupProvider;
import org.smilestream.sampler.ChainState;
import org.smilestream.sampler.CounterRandom;
import org.smilestream.sampler.HostChainGroup;
import org.smilestream.sampler.MinibatchSource;
import org.smilestream.sampler.SamplerSettings;

/**
 * Learns from a stream of rows, one at a time, with a group of chains. What it does depends on the
 * rows, on their order, on the seed and on which rows it is told to be behind at, and on nothing
 * else.
 *
 * <p>Rows are remembered as they come. After the warm-up rows each chain makes its warm start; from
 * then on every {@code rowsPerRound} rows are followed by a round of {@code rowsPerRound ·
 * stepsPerRow} steps on minibatches drawn from its {@link Memory}. When the rows have doubled since
 * the last warm start and the memory is not full, the chains are warmed again from where they are:
 * a posterior that has contracted by much is reached sooner by descent than by sampling.
 *
 * <p>While the group is behind, rounds are left out. The rows are remembered all the same, so the
 * target is what it would be; the chains have made fewer steps towards it.
 *
 * <p>Chains that start from another job's posterior ({@link #startAt}) make no warm start. They
 * rest until the memory is full, since the posterior of a few rows would take from them what they
 * know; then they tune, and give samples from the end of the tuning on.
 *
 * <p>While it pauses, rows are remembered and nothing else happens, as if the chains were not
 * there.
 *
 * <p>Before each round a {@link DriftWatch} looks at how well its {@code rowsPerRound} rows are
 * predicted; those of rounds that were left out are passed over.
 */
public final class ChainGroupLearner {
  /** Number of rows whose predictions are followed for convergence diagnostics. */
  static final int PROBE_ROWS = 5;

  /** Rounds in a row that can be left out: what is behind for long still follows the stream. */
  static final int MAX_SKIPPED_ROUNDS = 99;

  private final String model;
  private final int group;
  private final int[] members;
  private final int chains;
  private final ModelSpec spec;
  private final LearnerSettings settings;
  private final LogDensityEngine engine;

  /** One for each thread that makes steps; the first is {@link #engine}. */
  private final List<LogDensityEngine> engines;

  private final RememberedRows memory;

  /** At least the rows of one round. */
  private final Window newest;

  private final MinibatchSource minibatches;
  private final WarmStart warmStart;
  private final ProbeOutputs probes;
  private final DriftWatch drift;
  private ChainGroup chainGroup;

  /** Null where one thread makes all steps. */
  private ExecutorService executor;

  private long lastWarmStart;
  private long emitted;
  private long skippedSteps;
  private long displaced = -1;
  private int skippedRounds;
  private boolean paused;
  private boolean rewarms;

  /** What a round has brought. */
  public record Round(List<PosteriorSample> samples, TunerStatistics statistics) {}

  /**
   * @param engine for {@link LearnerSettings#engineRows()} rows, owned by this learner
   * @param members numbers of the group's chains within the model
   */
  public ChainGroupLearner(
      String model,
      int group,
      int[] members,
      ModelSpec spec,
      LearnerSettings settings,
      LogDensityEngine engine) {
    this(model, group, members, spec, settings, List.of(engine));
  }

  /**
   * @param engines alike, for {@link LearnerSettings#engineRows()} rows, owned by this learner;
   *     each has its thread that makes the steps of a share of the chains. Their number changes no
   *     bit
   * @param members numbers of the group's chains within the model
   */
  public ChainGroupLearner(
      String model,
      int group,
      int[] members,
      ModelSpec spec,
      LearnerSettings settings,
      List<LogDensityEngine> engines) {
    this.model = model;
    this.group = group;
    this.members = members.clone();
    chains = members.length;
    this.spec = spec;
    this.settings = settings;
    this.engines = List.copyOf(engines);
    engine = this.engines.get(0);
    memory = settings.memory().open(spec, settings.sampler().seed());
    newest = memory instanceof Window window ? window : new Window(spec, settings.rowsPerRound());
    minibatches =
        (chain, step, minibatch) ->
            memory.draw(random(chain, step, CounterRandom.Use.MINIBATCH), minibatch);
    warmStart = new WarmStart(spec, engine, settings.engineRows(), settings.warmStart());
    probes = new ProbeOutputs(spec, engine, PROBE_ROWS);
    drift = new DriftWatch(settings.drift(), settings.warmUpRows(), newest, spec, engine);
  }

  /**
   * Remembers a row and, where one is due, makes a warm start or a round.
   *
   * @param behind whether rows come faster than they are learned from; a round is then left out
   */
  public Optional<Round> learn(EncodedRow row, boolean behind) {
    displaced = remember(row);
    probes.offer(row);
    if (rewarms) {
      rewarms = false;
      return rewarmed(row);
    }
    if (paused) {
      return Optional.empty();
    }
    if (resting()) {
      return memory.isSaturated() ? Optional.of(endRest(row)) : Optional.empty();
    }
    long rows = memory.next();
    if (chainGroup == null && rows < settings.warmUpRows()) {
      return Optional.empty();
    }
    if (chainGroup == null || warmStartIsDue()) {
      return Optional.of(warmStart(row));
    }
    if (rows % settings.rowsPerRound() != 0) {
      return Optional.empty();
    }
    if (behind && skippedRounds < MAX_SKIPPED_ROUNDS) {
      skippedRounds++;
      skippedSteps += stepsPerRound();
      return Optional.empty();
    }
    skippedRounds = 0;
    String event = settings.drift().watches() ? watchDrift(row) : null;
    return Optional.of(sample(row, event));
  }

  /** Lets the chains rest from the next row on, or move again. */
  public void pause(boolean now) {
    paused = now;
  }

  /** Asks for a warm start of the chains, from where they are, at the next row. */
  public void rewarm() {
    rewarms = true;
  }

  private Optional<Round> rewarmed(EncodedRow row) {
    int rows = memory.numbers().length;
    if (chainGroup != null && rows < settings.warmUpRows()) {
      String event = "no warm start: it needs %d rows and there are %d";
      return Optional.of(
          new Round(
              List.of(),
              statistics(
                  new RoundStatistics(chains), row, event.formatted(settings.warmUpRows(), rows))));
    }
    return chainGroup == null ? Optional.empty() : Optional.of(warmStart(row));
  }

  private long remember(EncodedRow row) {
    if (newest != memory) {
      newest.put(row);
    }
    return memory.put(row);
  }

  /** Whether a row is kept that came before. */
  public boolean remembers(long sequence) {
    return memory.remembers(sequence) || newest.remembers(sequence);
  }

  /** Numbers of the rows that need not be kept any more since the last row came. */
  public long[] forgotten() {
    long outOfRound = memory.next() - 1 - newest.capacity();
    return LongStream.of(displaced, outOfRound)
        .distinct()
        .filter(sequence -> sequence >= 0 && !remembers(sequence))
        .toArray();
  }

  private long rowsThatCount() {
    return Math.round(memory.weight());
  }

  private long heldBytes() {
    return memory.heapBytes() + (newest == memory ? 0 : newest.heapBytes());
  }

  /** Follows how the rows of the round are predicted; what came of it, or null. */
  private String watchDrift(EncodedRow row) {
    if (!drift.isPending()) {
      return drift.follow(settings.rowsPerRound(), positions());
    }
    if (!drift.trialIsDue()) {
      return null;
    }
    double[][] positions = positions();
    DriftWatch.Trial trial =
        drift.tryToForget(positions, numbers -> warmed(numbers, positions, row.sequence()));
    if (trial.positions().isPresent()) {
      put(trial.positions().get());
      lastWarmStart = memory.next();
    }
    return trial.event();
  }

  /** Not to be changed; valid until the next step. */
  private double[][] positions() {
    return IntStream.range(0, chains)
        .mapToObj(i -> chainGroup.state(i).position())
        .toArray(double[][]::new);
  }

  /** Where the chains come to by a warm start on some of the newest rows. */
  private double[][] warmed(int[] numbers, double[][] starts, long sequence) {
    double[][] positions = new double[chains][];
    for (int i = 0; i < chains; i++) {
      UniformRandomProvider random = random(members[i], sequence, CounterRandom.Use.WARM_START);
      positions[i] = warmStart.run(newest, numbers, starts[i], random).position();
    }
    return positions;
  }

  private int stepsPerRound() {
    return settings.rowsPerRound() * settings.stepsPerRow();
  }

  /** Whether the chains have been put somewhere and have not moved yet. */
  private boolean resting() {
    return chainGroup != null && lastWarmStart == 0;
  }

  private Round endRest(EncodedRow row) {
    lastWarmStart = memory.next();
    String event =
        String.format(
            Locale.ROOT,
            "%d chains set out from the posterior that they were given, on %d rows",
            chains,
            rowsThatCount());
    return new Round(List.of(), statistics(new RoundStatistics(chains), row, event));
  }

  private boolean warmStartIsDue() {
    long start = drift.state().windowStart();
    long warmedOn = lastWarmStart - start;
    return memory.next() - start >= 2 * warmedOn && 2 * warmedOn <= memory.saturation();
  }

  private Round warmStart(EncodedRow row) {
    long rows = memory.next();
    double[][] positions = new double[chains][];
    double loss = 0;
    for (int i = 0; i < chains; i++) {
      int chain = members[i];
      double[] start = chainGroup == null ? initialPosition(chain) : chainGroup.state(i).position();
      WarmStart.Result result =
          warmStart.run(memory, start, random(chain, rows, CounterRandom.Use.WARM_START));
      positions[i] = result.position();
      loss += result.loss() / chains;
    }
    put(positions);
    lastWarmStart = rows;
    String event =
        String.format(
            Locale.ROOT,
            "%d chains warmed on %d rows, mean held-back loss %.4f",
            chains,
            rowsThatCount(),
            loss);
    List<PosteriorSample> samples = new ArrayList<>();
    emit(row, samples);
    return new Round(samples, statistics(new RoundStatistics(chains), row, event));
  }

  private void put(double[][] positions) {
    if (chainGroup == null) {
      chainGroup = newChains(positions);
      return;
    }
    for (int i = 0; i < chains; i++) {
      chainGroup.restart(i, positions[i]);
    }
  }

  private ChainGroup newChains(double[][] positions) {
    SamplerSettings sampler = settings.sampler();
    return ChainGroupProvider.find(engine.name(), sampler)
        .map(p -> p.create(spec, sampler, settings.engineRows(), members, positions))
        .orElseGet(() -> new HostChainGroup(workers(), threads(), members, positions));
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

  /** Those of all engines but the first, which is this thread's. */
  private Executor threads() {
    if (engines.size() == 1) {
      return Runnable::run;
    }
    executor =
        Executors.newFixedThreadPool(
            engines.size() - 1,
            work -> {
              Thread thread = new Thread(work, "chains of " + model + ", group " + group);
              thread.setDaemon(true);
              return thread;
            });
    return executor;
  }

  private double[] initialPosition(int chain) {
    double[] position =
        InitialPosition.draw(spec, random(chain, 0, CounterRandom.Use.INITIAL_POSITION));
    if (spec.likelihood().isOfCounts()) {
      InitialPosition.startAtCounts(spec, memory.meanTarget(), position);
    }
    return position;
  }

  private Round sample(EncodedRow row, String event) {
    RoundStatistics statistics = new RoundStatistics(chains);
    long[] reseeds =
        IntStream.range(0, chains).mapToLong(i -> chainGroup.numbers(i).reseeds()).toArray();
    List<PosteriorSample> samples = new ArrayList<>();
    int left = stepsPerRound();
    memory.prepare();
    while (left > 0) {
      int untilSample =
          settings.thinning() - (int) (chainGroup.numbers(0).step() % settings.thinning());
      int steps = Math.min(left, untilSample);
      chainGroup.advance(steps, minibatches, statistics);
      if (steps == untilSample && givesSamples()) {
        emit(row, samples);
      }
      left -= steps;
    }
    return new Round(samples, statistics(statistics, row, joined(event, reseeding(reseeds))));
  }

  private static String joined(String event, String further) {
    return event == null ? further : further == null ? event : event + "; " + further;
  }

  /**
   * After a warm start from the first step on. Chains that were given their positions, and have not
   * given a sample since, have to tune first: the samples that came with the positions are better.
   */
  private boolean givesSamples() {
    return emitted > 0 || phase() == Phase.SAMPLING;
  }

  /** Names the chains that were reseeded since; null if there are none. */
  private String reseeding(long[] before) {
    String reseeded =
        IntStream.range(0, chains)
            .filter(i -> chainGroup.numbers(i).reseeds() > before[i])
            .mapToObj(i -> Integer.toString(members[i]))
            .collect(Collectors.joining(", "));
    return reseeded.isEmpty()
        ? null
        : "chain " + reseeded + " left the typical set and was put where the median chain is";
  }

  private UniformRandomProvider random(int chain, long step, CounterRandom.Use use) {
    return CounterRandom.of(settings.sampler().seed(), chain, step, use);
  }

  /**
   * Adds a sample of every chain whose position counts as one. A chain that was added to those that
   * sample has to tune first: its positions do not count until it is in their phase.
   */
  private void emit(EncodedRow row, List<PosteriorSample> samples) {
    int before = samples.size();
    for (int i = 0; i < chains; i++) {
      if (chainGroup.collects(i) && phase(i) == phase()) {
        samples.add(sample(i, row));
      }
    }
    if (samples.size() > before) {
      emitted++;
    }
  }

  private PosteriorSample sample(int index, EncodedRow row) {
    ChainState state = chainGroup.state(index);
    float[] position = new float[state.dimension()];
    for (int i = 0; i < position.length; i++) {
      position[i] = (float) state.position()[i];
    }
    int slot = (int) (emitted % settings.samplesPerChain());
    return new PosteriorSample(
        model,
        members[index],
        slot,
        state.step(),
        phase(index),
        row.sequence(),
        row.eventTime(),
        row.scalerVersion(),
        position,
        probes.outputs(state.position()));
  }

  private TunerStatistics statistics(RoundStatistics round, EncodedRow row, String event) {
    return round.toRecord(
        model,
        group,
        members,
        row,
        phase(),
        rowsThatCount(),
        skippedSteps,
        chainGroup,
        engine.name(),
        event);
  }

  /** Where the oldest chain is in its life, and with it all that began with it. */
  public Phase phase() {
    return chainGroup == null ? Phase.WARMING_UP : phase(0);
  }

  private Phase phase(int index) {
    return chainGroup.numbers(index).age() < settings.sampler().tuningSteps()
        ? Phase.TUNING
        : Phase.SAMPLING;
  }

  /** Memory of the rows and of the chains, in bytes. */
  public long stateBytes() {
    return heldBytes() + (chainGroup == null ? 0 : chainGroup.stateBytes());
  }

  /** Frees what the garbage collector does not; the learner is of no use afterwards. */
  public void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
    if (chainGroup != null) {
      chainGroup.close();
    }
  }

  /** The chains' states, to be saved; empty before the warm start. Valid until the next row. */
  public List<ChainState> chainStates() {
    List<ChainState> states = new ArrayList<>();
    if (chainGroup != null) {
      for (int i = 0; i < chains; i++) {
        states.add(chainGroup.state(i));
      }
    }
    return states;
  }

  /**
   * Number of rows seen at the last warm start, or when the chains set out from positions that they
   * were given; 0 before.
   */
  public long lastWarmStart() {
    return lastWarmStart;
  }

  /** Number of samples that each chain has given. */
  public long emitted() {
    return emitted;
  }

  /** Number of steps that each chain was due to make and did not, because the group was behind. */
  public long skippedSteps() {
    return skippedSteps;
  }

  /** What is kept of drift. */
  public DriftState drift() {
    return drift.state();
  }

  /** The rows whose predictions are followed; fewer than {@link #PROBE_ROWS} at the start. */
  public List<EncodedRow> probeRows() {
    return probes.rows();
  }

  /**
   * Puts the chains of a new learner at positions of another one's posterior.
   *
   * @param positions one for each chain
   */
  public void startAt(float[][] positions) {
    double[][] copies = new double[chains][spec.dimension()];
    for (int i = 0; i < chains; i++) {
      for (int j = 0; j < copies[i].length; j++) {
        copies[i][j] = positions[i][j];
      }
    }
    chainGroup = newChains(copies);
  }

  /**
   * Makes a new learner continue where another stopped. If that had fewer chains, the further ones
   * start at the positions of its own, in turn.
   *
   * @param rows those that it {@linkplain #remembers remembers}, in order
   * @param states its chains' states, no more than this learner's chains; empty if it had not
   *     started
   */
  public void restore(
      Iterable<EncodedRow> rows,
      List<EncodedRow> probeRows,
      List<ChainState> states,
      long lastWarmStart,
      long emitted,
      long skippedSteps,
      DriftState drift) {
    rows.forEach(this::remember);
    newest.forgetBefore(drift.windowStart());
    this.drift.restore(drift);
    probeRows.forEach(probes::offer);
    this.lastWarmStart = lastWarmStart;
    this.emitted = emitted;
    this.skippedSteps = skippedSteps;
    if (states.isEmpty()) {
      return;
    }
    double[][] positions = new double[chains][];
    Arrays.setAll(positions, i -> states.get(i % states.size()).position());
    chainGroup = newChains(positions);
    for (int i = 0; i < states.size(); i++) {
      chainGroup.restore(i, states.get(i));
    }
    for (int i = states.size(); i < chains; i++) {
      chainGroup.branch(i, i % states.size());
    }
  }
}
