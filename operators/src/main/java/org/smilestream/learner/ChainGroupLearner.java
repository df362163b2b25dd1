package org.smilestream.learner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.TunerStatistics;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.ModelSpec;
import org.smilestream.sampler.ChainGroup;
import org.smilestream.sampler.CounterRandom;
import org.smilestream.sampler.MinibatchSource;

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

  private final GroupId id;
  private final ModelSpec spec;
  private final LearnerSettings settings;
  private final String engineName;
  private final GroupRows rows;
  private final MinibatchSource minibatches;
  private final LearningSchedule schedule;
  private final GroupWarmStart warmStart;
  private final ProbeOutputs probes;
  private final DriftWatch drift;
  private final SampleCollector collector;
  private final ChainGroupFactory factory;

  /** Null until the chains have positions. */
  private ChainGroup chains;

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
    this.spec = spec;
    this.settings = settings;
    id = new GroupId(model, group, members.clone());
    LogDensityEngine engine = engines.get(0);
    engineName = engine.name();
    rows = new GroupRows(spec, settings);
    long seed = settings.sampler().seed();
    minibatches =
        (chain, step, minibatch) ->
            rows.posterior()
                .draw(CounterRandom.of(seed, chain, step, CounterRandom.Use.MINIBATCH), minibatch);
    schedule = new LearningSchedule(settings, rows.posterior());
    warmStart =
        new GroupWarmStart(
            spec,
            id.members(),
            seed,
            new WarmStart(spec, engine, settings.engineRows(), settings.warmStart()));
    probes = new ProbeOutputs(spec, engine, PROBE_ROWS);
    drift = new DriftWatch(settings.drift(), settings.warmUpRows(), rows.newest(), spec, engine);
    collector = new SampleCollector(id, settings, probes);
    factory = new ChainGroupFactory(id, spec, settings, List.copyOf(engines));
  }

  /**
   * Remembers a row and, where one is due, makes a warm start or a round.
   *
   * @param behind whether rows come faster than they are learned from; a round is then left out
   */
  public Optional<Round> learn(EncodedRow row, boolean behind) {
    rows.put(row);
    probes.offer(row);
    long windowStart = drift.state().windowStart();
    return switch (schedule.next(chains != null, windowStart, behind)) {
      case NONE -> Optional.empty();
      case WARM_START -> Optional.of(warmStart(row));
      case REFUSE_WARM_START -> Optional.of(refuseWarmStart(row));
      case SET_OUT -> Optional.of(setOut(row));
      case ROUND -> Optional.of(round(row));
    };
  }

  /** Lets the chains rest from the next row on, or move again. */
  public void pause(boolean now) {
    schedule.pause(now);
  }

  /** Asks for a warm start of the chains, from where they are, at the next row. */
  public void rewarm() {
    schedule.rewarm();
  }

  /** Whether a row is kept that came before. */
  public boolean remembers(long sequence) {
    return rows.remember(sequence);
  }

  /** Numbers of the rows that need not be kept any more since the last row came. */
  public long[] forgotten() {
    return rows.forgotten();
  }

  private Round warmStart(EncodedRow row) {
    RememberedRows learned = rows.posterior();
    double[][] starts = chains == null ? warmStart.initialPositions(learned) : positions();
    GroupWarmStart.Result result =
        warmStart.run(learned, learned.numbers(), starts, learned.next());
    put(result.positions());
    String event =
        String.format(
            Locale.ROOT,
            "%d chains warmed on %d rows, mean held-back loss %.4f",
            id.size(),
            rows.count(),
            result.loss());
    return new Round(collector.collect(chains, row), statistics(row, event));
  }

  private Round refuseWarmStart(EncodedRow row) {
    return new Round(
        List.of(),
        statistics(
            row,
            "no warm start: it needs %d rows and there are %d"
                .formatted(settings.warmUpRows(), rows.posterior().numbers().length)));
  }

  private Round setOut(EncodedRow row) {
    schedule.warmed();
    return new Round(
        List.of(),
        statistics(
            row,
            String.format(
                Locale.ROOT,
                "%d chains set out from the posterior that they were given, on %d rows",
                id.size(),
                rows.count())));
  }

  /** Not to be changed; valid until the next step. */
  private double[][] positions() {
    return IntStream.range(0, id.size())
        .mapToObj(i -> chains.state(i).position())
        .toArray(double[][]::new);
  }

  /** Puts the chains where they were warmed. */
  private void put(double[][] positions) {
    if (chains == null) {
      chains = factory.create(positions);
    } else {
      for (int i = 0; i < positions.length; i++) {
        chains.restart(i, positions[i]);
      }
    }
    schedule.warmed();
  }

  private Round round(EncodedRow row) {
    String event = settings.drift().watches() ? watchDrift(row) : null;
    RoundStatistics statistics = new RoundStatistics(id.size());
    long[] reseeds =
        IntStream.range(0, id.size()).mapToLong(i -> chains.numbers(i).reseeds()).toArray();
    List<PosteriorSample> samples = new ArrayList<>();
    int left = schedule.stepsPerRound();
    rows.posterior().prepare();
    while (left > 0) {
      int untilSample = collector.stepsUntilNext(chains);
      int steps = Math.min(left, untilSample);
      chains.advance(steps, minibatches, statistics);
      if (steps == untilSample && collector.isOpen(chains)) {
        samples.addAll(collector.collect(chains, row));
      }
      left -= steps;
    }
    return new Round(samples, statistics(statistics, row, joined(event, reseeding(reseeds))));
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
        drift.tryToForget(
            positions,
            numbers ->
                warmStart.run(rows.newest(), numbers, positions, row.sequence()).positions());
    trial.positions().ifPresent(this::put);
    return trial.event();
  }

  private static String joined(String event, String further) {
    return event == null ? further : further == null ? event : event + "; " + further;
  }

  /** Names the chains that were reseeded since; null if there are none. */
  private String reseeding(long[] before) {
    String reseeded =
        IntStream.range(0, id.size())
            .filter(i -> chains.numbers(i).reseeds() > before[i])
            .mapToObj(i -> Integer.toString(id.members()[i]))
            .collect(Collectors.joining(", "));
    return reseeded.isEmpty()
        ? null
        : "chain " + reseeded + " left the typical set and was put where the median chain is";
  }

  /** Of chains that have made no step since the last ones. */
  private TunerStatistics statistics(EncodedRow row, String event) {
    return statistics(new RoundStatistics(id.size()), row, event);
  }

  private TunerStatistics statistics(RoundStatistics round, EncodedRow row, String event) {
    return round.toRecord(
        id, row, phase(), rows.count(), schedule.skippedSteps(), chains, engineName, event);
  }

  /** Where the oldest chain is in its life, and with it all that began with it. */
  public Phase phase() {
    return chains == null ? Phase.WARMING_UP : collector.phase(chains);
  }

  /** Memory of the rows and of the chains, in bytes. */
  public long stateBytes() {
    return rows.heapBytes() + (chains == null ? 0 : chains.stateBytes());
  }

  /** Frees what the garbage collector does not; the learner is of no use afterwards. */
  public void close() {
    factory.close();
    if (chains != null) {
      chains.close();
    }
  }

  /**
   * Puts the chains of a new learner at positions of another one's posterior.
   *
   * @param positions one for each chain
   */
  public void startAt(float[][] positions) {
    double[][] copies = new double[id.size()][spec.dimension()];
    for (int i = 0; i < copies.length; i++) {
      for (int j = 0; j < copies[i].length; j++) {
        copies[i][j] = positions[i][j];
      }
    }
    chains = factory.create(copies);
  }

  /** Where the group is, to be saved. Valid until the next row. */
  public GroupSnapshot snapshot() {
    return new GroupSnapshot(
        schedule.lastWarmStart(),
        collector.emitted(),
        schedule.skippedSteps(),
        drift.state(),
        probes.rows(),
        chains == null
            ? List.of()
            : IntStream.range(0, id.size()).mapToObj(chains::state).toList());
  }

  /**
   * Makes a new learner continue where another stopped. If that had fewer chains, the further ones
   * start at the positions of its own, in turn.
   *
   * @param remembered the rows that it {@linkplain #remembers remembers}, in order
   * @param saved with no more chains than this learner has
   */
  public void restore(Iterable<EncodedRow> remembered, GroupSnapshot saved) {
    remembered.forEach(rows::put);
    rows.newest().forgetBefore(saved.drift().windowStart());
    drift.restore(saved.drift());
    saved.probeRows().forEach(probes::offer);
    schedule.restore(saved.lastWarmStart(), saved.skippedSteps());
    collector.restore(saved.emitted());
    if (!saved.chains().isEmpty()) {
      chains = factory.restore(saved.chains());
    }
  }
}
