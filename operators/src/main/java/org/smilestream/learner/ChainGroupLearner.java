package org.smilestream.learner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * <p>Rows are put into the window as they come. After the warm-up rows each chain makes its warm
 * start; from then on every {@code rowsPerRound} rows are followed by a round of {@code
 * rowsPerRound · stepsPerRow} steps on minibatches drawn from the window. When the window has
 * doubled since the last warm start, the chains are warmed again from where they are: a posterior
 * that has contracted by much is reached sooner by descent than by sampling.
 *
 * <p>While the group is behind, rounds are left out. The rows are in the window all the same, so
 * the target is what it would be; the chains have made fewer steps towards it.
 *
 * <p>Chains that start from another job's posterior ({@link #startAt}) make no warm start. They
 * rest until the window is full, since the posterior of a few rows would take from them what they
 * know; then they tune, and give samples from the end of the tuning on.
 *
 * <p>Before each round the rows that came since the last one are scored with the chains as they
 * are. When their log density falls for long ({@link PageHinkley}) that is an alarm, and the group
 * tries to forget: each chain makes a warm start on the rows since the change alone. If that is
 * better on the rows held back, by {@link #LEAST_GAIN}, the rows before the change leave the window
 * and the chains go on from there; else all stays as it is.
 */
public final class ChainGroupLearner {
  /** With this begins the event of an alarm, whatever came of it. */
  private static final String DRIFT_ALARM = "drift alarm";

  private static final String DRIFT_TRIAL = "drift trial:";

  /** Nats a row. Below, nothing is forgotten: fewer rows make a wider posterior. */
  private static final double LEAST_GAIN = 0.2;

  /** A gain of fewer standard errors may be chance. */
  private static final double SURE_ERRORS = 3;

  private static final int LEAST_TRIAL_ROWS = 100;

  /** One row in so many judges what was learned from the others. */
  private static final int JUDGED_SHARE = 3;

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
  private final Window window;
  private final MinibatchSource minibatches;
  private final Minibatch batch;
  private final WarmStart warmStart;
  private final ProbeOutputs probes;
  private final RowScores scores;
  private ChainGroup chainGroup;
  private long lastWarmStart;
  private long emitted;
  private long skippedSteps;
  private int skippedRounds;
  private DriftState drift = DriftState.NONE;

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
    this.model = model;
    this.group = group;
    this.members = members.clone();
    chains = members.length;
    this.spec = spec;
    this.settings = settings;
    this.engine = engine;
    window = new Window(spec, settings.windowRows());
    minibatches =
        (chain, step, minibatch) ->
            window.draw(random(chain, step, CounterRandom.Use.MINIBATCH), minibatch);
    batch = Minibatch.forModel(spec, settings.engineRows());
    warmStart = new WarmStart(spec, engine, settings.engineRows(), settings.warmStart());
    probes = new ProbeOutputs(spec, engine, PROBE_ROWS);
    scores = new RowScores(spec, engine);
  }

  /**
   * Puts a row into the window and, where one is due, makes a warm start or a round.
   *
   * @param behind whether rows come faster than they are learned from; a round is then left out
   */
  public Optional<Round> learn(EncodedRow row, boolean behind) {
    window.put(row);
    probes.offer(row);
    if (resting()) {
      return window.rows() < window.capacity() ? Optional.empty() : Optional.of(endRest(row));
    }
    long rows = window.next();
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
    String event = settings.drift().watches() ? watch(row) : null;
    return Optional.of(sample(row, event));
  }

  /** Whether statistics are of a round in which rows were found to be predicted worse. */
  public static boolean isDriftAlarm(TunerStatistics statistics) {
    return statistics.event() != null && statistics.event().startsWith(DRIFT_ALARM);
  }

  /** Whether statistics are of a round with an alarm, or with what came of one. */
  public static boolean isOfDrift(TunerStatistics statistics) {
    return isDriftAlarm(statistics)
        || statistics.event() != null && statistics.event().startsWith(DRIFT_TRIAL);
  }

  /** Follows the scores of the rows since the last round; what came of it, or null. */
  private String watch(EncodedRow row) {
    if (drift.change() == DriftState.NO_CHANGE) {
      return test(row);
    }
    boolean enough =
        window.next() - drift.change() >= Math.max(LEAST_TRIAL_ROWS, settings.warmUpRows());
    return enough ? DRIFT_TRIAL + forget(row) : null;
  }

  private String test(EncodedRow row) {
    double[][] positions = positions();
    PageHinkley test = drift.test();
    long from = Math.max(drift.windowStart(), row.sequence() + 1 - settings.rowsPerRound());
    for (long sequence = from; sequence <= row.sequence(); sequence++) {
      test = test.add(-scores.logDensity(window, window.age(sequence), positions), sequence);
    }
    if (test.risen() <= settings.drift().threshold()) {
      drift = new DriftState(drift.windowStart(), DriftState.NO_CHANGE, test);
      return null;
    }
    long change = Math.max(drift.windowStart(), test.leastAt() + 1);
    drift =
        new DriftState(
            drift.windowStart(),
            settings.drift().reacts() ? change : DriftState.NO_CHANGE,
            PageHinkley.START);
    return DRIFT_ALARM + ": rows are predicted worse since row " + change;
  }

  private double[][] positions() {
    return IntStream.range(0, chains)
        .mapToObj(i -> chainGroup.state(i).position().clone())
        .toArray(double[][]::new);
  }

  /** Tries to go on with the rows since a change alone; says what came of it. */
  private String forget(EncodedRow row) {
    long change = drift.change();
    double[][] positions = positions();
    int[] ages = Arrays.stream(window.numbers()).filter(age -> age <= window.age(change)).toArray();
    int[] learned = Arrays.stream(ages).filter(age -> age % JUDGED_SHARE != 0).toArray();
    double[][] warmed = new double[chains][];
    for (int i = 0; i < chains; i++) {
      UniformRandomProvider random =
          random(members[i], row.sequence(), CounterRandom.Use.WARM_START);
      warmed[i] = warmStart.run(window, learned, positions[i], random).position();
    }
    double[] gains =
        Arrays.stream(ages)
            .filter(age -> age % JUDGED_SHARE == 0)
            .mapToDouble(
                age ->
                    scores.logDensity(window, age, warmed)
                        - scores.logDensity(window, age, positions))
            .toArray();
    double gain = Arrays.stream(gains).average().orElseThrow();
    double squares = Arrays.stream(gains).map(each -> (each - gain) * (each - gain)).sum();
    double error = Math.sqrt(squares / (gains.length - 1) / gains.length);
    String found =
        String.format(
            Locale.ROOT,
            " with the %d rows since row %d alone, others are predicted %.3f nats better (standard error %.3f)",
            learned.length,
            change,
            gain,
            error);
    // Whatever is not a number is no gain.
    if (!(gain >= Math.max(LEAST_GAIN, SURE_ERRORS * error))) {
      drift = new DriftState(drift.windowStart(), DriftState.NO_CHANGE, PageHinkley.START);
      return found + ": all rows are kept";
    }
    drift = new DriftState(change, DriftState.NO_CHANGE, PageHinkley.START);
    window.forgetBefore(change);
    lastWarmStart = window.next();
    put(warmed);
    return found + ": the rows before are forgotten";
  }

  private int stepsPerRound() {
    return settings.rowsPerRound() * settings.stepsPerRow();
  }

  /** Whether the chains have been put somewhere and have not moved yet. */
  private boolean resting() {
    return chainGroup != null && lastWarmStart == 0;
  }

  private Round endRest(EncodedRow row) {
    lastWarmStart = window.next();
    String event =
        String.format(
            Locale.ROOT,
            "%d chains set out from the posterior that they were given, on %d rows",
            chains,
            window.rows());
    return new Round(List.of(), statistics(new RoundStatistics(chains), row, event));
  }

  private boolean warmStartIsDue() {
    long warmedOn = lastWarmStart - drift.windowStart();
    return window.next() - drift.windowStart() >= 2 * warmedOn && 2 * warmedOn <= window.capacity();
  }

  private Round warmStart(EncodedRow row) {
    long rows = window.next();
    double[][] positions = new double[chains][];
    double loss = 0;
    for (int i = 0; i < chains; i++) {
      int chain = members[i];
      double[] start = chainGroup == null ? initialPosition(chain) : chainGroup.state(i).position();
      WarmStart.Result result =
          warmStart.run(window, start, random(chain, rows, CounterRandom.Use.WARM_START));
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
            window.rows(),
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
        .orElseGet(
            () ->
                new HostChainGroup(
                    sampler.create(spec.dimension(), spec.prior().precision()),
                    engine,
                    batch,
                    members,
                    positions));
  }

  private double[] initialPosition(int chain) {
    double[] position =
        InitialPosition.draw(spec, random(chain, 0, CounterRandom.Use.INITIAL_POSITION));
    if (spec.likelihood().isOfCounts()) {
      InitialPosition.startAtCounts(spec, window.meanTarget(), position);
    }
    return position;
  }

  private Round sample(EncodedRow row, String event) {
    RoundStatistics statistics = new RoundStatistics(chains);
    long[] reseeds =
        IntStream.range(0, chains).mapToLong(i -> chainGroup.numbers(i).reseeds()).toArray();
    List<PosteriorSample> samples = new ArrayList<>();
    int left = stepsPerRound();
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
        window.rows(),
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

  /** Memory of the window and of the chains, in bytes. */
  public long stateBytes() {
    return window.heapBytes() + (chainGroup == null ? 0 : chainGroup.stateBytes());
  }

  /** Frees what the garbage collector does not; the learner is of no use afterwards. */
  public void close() {
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
    return drift;
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
   * @param windowRows the rows of its window, in order
   * @param states its chains' states, no more than this learner's chains; empty if it had not
   *     started
   */
  public void restore(
      Iterable<EncodedRow> windowRows,
      List<EncodedRow> probeRows,
      List<ChainState> states,
      long lastWarmStart,
      long emitted,
      long skippedSteps,
      DriftState drift) {
    windowRows.forEach(window::put);
    window.forgetBefore(drift.windowStart());
    this.drift = drift;
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
