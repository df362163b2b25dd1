package org.smilestream.operators;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.data.Phase;
import org.smilestream.data.TunerStatistics;
import org.smilestream.learner.DriftEvents;
import org.smilestream.posterior.Median;

/**
 * The metrics of the chain operator: one set for each chain group under {@code
 * ….chains.group.<number>.}, one for each of its chains under {@code …chain.<number>.} below that,
 * and those of its state under {@code ….chains.}. Values of a group are those of its newest round;
 * over the chains the median is taken, but where the name says otherwise.
 */
final class ChainMetrics extends OperatorMetrics {
  static final Metric STEP_SIZE =
      Metric.gauge(
          "stepSize",
          "1",
          "ε, median over the chains; with the stationary tuner the same for all chains of a group",
          "within a factor of a few once the chains sample");
  static final Metric STEP_SIZE_MIN =
      Metric.gauge("stepSizeMin", "1", "ε of the chain with the smallest", "above 10⁻⁶");
  static final Metric STEP_SIZE_MAX =
      Metric.gauge(
          "stepSizeMax",
          "1",
          "ε of the chain with the largest",
          "within a factor of ten of the smallest");
  static final Metric ENERGY_ERROR_MEAN =
      Metric.gauge(
          "energyErrorMean",
          "nats",
          "mean of \\|ΔE\\| in the round",
          "does not grow for an hour on end");
  static final Metric ENERGY_ERROR_SPREAD =
      Metric.gauge(
          "energyErrorSpread",
          "nats",
          "standard deviation of \\|ΔE\\| in the round",
          "of the size of the mean");
  static final Metric NORMALISED_ENERGY_ERROR =
      Metric.gauge(
          "normalisedEnergyError",
          "nats²",
          "ξ = ΔE²/d at the newest probe",
          "near the tuner's target while it tunes");
  static final Metric REJECTIONS =
      Metric.gauge(
          "rejections", "steps", "rejected steps of all chains since their start", "see the share");
  static final Metric MAX_REJECTED_SHARE =
      Metric.gauge(
          "maxRejectedShare",
          "1",
          "share of rejected steps since the start, of the chain with the most",
          "below a few per cent");
  static final Metric DIVERGENCES =
      Metric.gauge(
          "divergences",
          "steps",
          "steps of the round whose energy error was not a finite number, all chains together",
          "0 nearly always");
  static final Metric STEPS =
      Metric.gauge("steps", "steps", "steps of each chain since its start", "grows");
  static final Metric STEPS_PER_SECOND =
      Metric.meter(
          "stepsPerSecond",
          "steps/s",
          "steps of all chains of the group, a second",
          "rows a second · `learning.steps-per-row` · chains of the group");
  static final Metric STEPS_PER_ROW =
      Metric.gauge(
          "stepsPerRow",
          "steps/row",
          "steps of each chain for a row, over the last rounds, some twenty",
          "`learning.steps-per-row`; less where rounds are left out");
  static final Metric SKIPPED_STEPS =
      Metric.gauge(
          "skippedSteps",
          "steps",
          "steps of each chain left out because the group was behind (`learning.max-lag`) or they"
              + " would have taken too long (`learning.budget`), as of the newest round that was"
              + " made",
          "stands still");
  static final Metric WINDOW_ROWS =
      Metric.gauge(
          "windowRows",
          "rows",
          "rows that the posterior stands for",
          "`window.rows`, after a while");
  static final Metric WARMING_UP =
      Metric.gauge(
          "chainsWarmingUp", "chains", "chains before their warm start", "0, after a while");
  static final Metric TUNING =
      Metric.gauge("chainsTuning", "chains", "chains whose step size is tuned", "0, after a while");
  static final Metric SAMPLING =
      Metric.gauge("chainsSampling", "chains", "chains that sample", "all chains of the group");
  static final Metric PHASE = Metric.text("phase", "phase of the group", "SAMPLING, after a while");
  static final Metric ENGINE =
      Metric.text("engine", "what computes the gradients", "the fastest that the machine has");
  static final Metric PAUSED =
      Metric.gauge(
          "paused",
          "1",
          "1 while a control record lets the group rest, else 0",
          "0 but for a while");
  static final Metric STATE_BYTES =
      Metric.gauge(
          "stateBytes",
          "bytes",
          "memory of the group's chains and window, see [Sizes](operations.md#sizes)",
          "does not grow once the window is full");

  static final Metric DRIFT_ALARMS =
      Metric.counter(
          "driftAlarms",
          "alarms",
          "alarms of the [test for drift](concepts.md#drift), whatever came of them",
          "as rare as the stream changes");

  static final Metric CHAIN_STEPS = Metric.counter("steps", "steps", "steps of the chain", "grows");
  static final Metric REJECTED_STEPS =
      Metric.counter(
          "rejectedSteps",
          "steps",
          "those of them that were rejected",
          "grows by a few per cent of `steps`");
  static final Metric DIVERGENT_STEPS =
      Metric.counter(
          "divergentSteps",
          "steps",
          "those of them whose energy error was not a finite number",
          "stands still nearly always");

  static final Metric CHAIN_BYTES =
      Metric.gauge(
          "chainBytes",
          "bytes",
          "memory of a chain, as of the newest checkpoint that wrote one; NaN before",
          "40 d + 80, for d parameters");
  static final Metric CACHE_HITS =
      Metric.counter(
          "cacheHits", "rows", "rows whose group was on the heap, as it nearly always is", "grows");
  static final Metric CACHE_MISSES =
      Metric.counter(
          "cacheMisses",
          "rows",
          "rows whose group had to be made or read from state first",
          "the number of the subtask's groups");
  static final Metric WRITE_BACK_MILLIS =
      Metric.gauge(
          "writeBackMillis",
          "ms",
          "time that the newest checkpoint took to write the chains to state; NaN before the first",
          "far below `checkpoint.interval`");

  static final List<Metric> OF_A_GROUP =
      List.of(
          PHASE,
          ENGINE,
          WARMING_UP,
          TUNING,
          SAMPLING,
          STEP_SIZE,
          STEP_SIZE_MIN,
          STEP_SIZE_MAX,
          ENERGY_ERROR_MEAN,
          ENERGY_ERROR_SPREAD,
          NORMALISED_ENERGY_ERROR,
          REJECTIONS,
          MAX_REJECTED_SHARE,
          DIVERGENCES,
          STEPS,
          STEPS_PER_SECOND,
          STEPS_PER_ROW,
          SKIPPED_STEPS,
          WINDOW_ROWS,
          PAUSED,
          STATE_BYTES,
          DRIFT_ALARMS);
  static final List<Metric> OF_A_CHAIN = List.of(CHAIN_STEPS, REJECTED_STEPS, DIVERGENT_STEPS);
  static final List<Metric> OF_STATE =
      List.of(CHAIN_BYTES, CACHE_HITS, CACHE_MISSES, WRITE_BACK_MILLIS);

  private static final String GROUP = "group";
  private static final String CHAIN = "chain";

  /** Of the newest round, in a mean that forgets the older ones. */
  private static final double WEIGHT_OF_A_ROUND = 0.05;

  private static final double NANOS_PER_MILLI = 1e6;

  private final Counter hits;
  private final Counter misses;
  private final Map<Integer, Newest> groups = new HashMap<>();
  private final Map<Integer, Boolean> paused = new ConcurrentHashMap<>();
  private volatile double chainBytes = Double.NaN;
  private volatile double writeBackMillis = Double.NaN;

  private static final class Newest {
    private volatile TunerStatistics statistics;
    private volatile long stateBytes;
    private volatile double stepsPerRow = Double.NaN;
    private MeterView steps;
    private Counter driftAlarms;
    private Counter[] chainSteps;
    private Counter[] rejectedSteps;
    private Counter[] divergentSteps;
  }

  ChainMetrics(MetricGroup operatorGroup) {
    super(operatorGroup, "chains");
    hits = scope().counter(CACHE_HITS);
    misses = scope().counter(CACHE_MISSES);
    scope().gauge(CHAIN_BYTES, () -> chainBytes);
    scope().gauge(WRITE_BACK_MILLIS, () -> writeBackMillis);
  }

  /** A row whose group was on the heap, or was not. */
  void looked(boolean hit) {
    (hit ? hits : misses).inc();
  }

  /**
   * The chains were written to state.
   *
   * @param bytes memory of one of them; 0 where there was none to write
   */
  void writtenBack(long bytes, long nanos) {
    writeBackMillis = nanos / NANOS_PER_MILLI;
    if (bytes > 0) {
      chainBytes = bytes;
    }
  }

  /** Whether a group rests; it may do so before its first report. */
  void paused(int group, boolean now) {
    if (paused.put(group, now) == null) {
      group(group).gauge(PAUSED, () -> paused.get(group) ? 1 : 0);
    }
  }

  private Scope group(int number) {
    return scope().of(GROUP, Integer.toString(number));
  }

  /**
   * @param stateBytes memory of the group's chains and window
   */
  void report(TunerStatistics statistics, long stateBytes) {
    Newest newest = groups.computeIfAbsent(statistics.group(), group -> register(statistics));
    long steps = Math.max(0, statistics.steps() - newest.statistics.steps());
    newest.steps.markEvent(steps * statistics.chains().length);
    long rows = statistics.sequence() - newest.statistics.sequence();
    if (rows > 0) {
      double got = (double) steps / rows;
      newest.stepsPerRow =
          Double.isNaN(newest.stepsPerRow)
              ? got
              : newest.stepsPerRow + WEIGHT_OF_A_ROUND * (got - newest.stepsPerRow);
    }
    count(statistics, newest, steps);
    newest.statistics = statistics;
    newest.stateBytes = stateBytes;
    if (DriftEvents.isAlarm(statistics)) {
      newest.driftAlarms.inc();
    }
  }

  /** What the chains have done since the newest report; a chain may have begun anew meanwhile. */
  private static void count(TunerStatistics now, Newest newest, long steps) {
    for (int i = 0; i < newest.chainSteps.length; i++) {
      newest.chainSteps[i].inc(steps);
      newest.rejectedSteps[i].inc(
          Math.max(0, now.rejections()[i] - newest.statistics.rejections()[i]));
      if (now != newest.statistics) {
        newest.divergentSteps[i].inc(now.divergences()[i]);
      }
    }
  }

  private Newest register(TunerStatistics first) {
    Newest newest = new Newest();
    newest.statistics = first;
    Scope group = group(first.group());
    gauge(group, STEP_SIZE, newest, s -> Median.of(s.stepSizes()));
    gauge(group, STEP_SIZE_MIN, newest, s -> extreme(s.stepSizes(), false));
    gauge(group, STEP_SIZE_MAX, newest, s -> extreme(s.stepSizes(), true));
    gauge(group, ENERGY_ERROR_MEAN, newest, s -> Median.of(s.energyErrorMeans()));
    gauge(group, ENERGY_ERROR_SPREAD, newest, s -> Median.of(s.energyErrorSpreads()));
    gauge(group, NORMALISED_ENERGY_ERROR, newest, s -> Median.of(s.normalisedEnergyErrors()));
    gauge(group, REJECTIONS, newest, s -> Arrays.stream(s.rejections()).sum());
    gauge(group, MAX_REJECTED_SHARE, newest, ChainMetrics::maxRejectedShare);
    gauge(group, DIVERGENCES, newest, s -> Arrays.stream(s.divergences()).sum());
    gauge(group, STEPS, newest, TunerStatistics::steps);
    group.gauge(STEPS_PER_ROW, () -> newest.stepsPerRow);
    gauge(group, SKIPPED_STEPS, newest, TunerStatistics::skippedSteps);
    gauge(group, WINDOW_ROWS, newest, TunerStatistics::windowRows);
    gauge(group, WARMING_UP, newest, s -> chainsIn(Phase.WARMING_UP, s));
    gauge(group, TUNING, newest, s -> chainsIn(Phase.TUNING, s));
    gauge(group, SAMPLING, newest, s -> chainsIn(Phase.SAMPLING, s));
    group.gauge(STATE_BYTES, () -> newest.stateBytes);
    group.text(ENGINE, () -> newest.statistics.engine());
    group.text(PHASE, () -> newest.statistics.phase().name());
    newest.steps = group.meter(STEPS_PER_SECOND);
    newest.driftAlarms = group.counter(DRIFT_ALARMS);
    Scope[] chains =
        Arrays.stream(first.chains())
            .mapToObj(chain -> group.of(CHAIN, Integer.toString(chain)))
            .toArray(Scope[]::new);
    newest.chainSteps = counters(chains, CHAIN_STEPS);
    newest.rejectedSteps = counters(chains, REJECTED_STEPS);
    newest.divergentSteps = counters(chains, DIVERGENT_STEPS);
    return newest;
  }

  private static Counter[] counters(Scope[] chains, Metric metric) {
    return Arrays.stream(chains).map(chain -> chain.counter(metric)).toArray(Counter[]::new);
  }

  private static void gauge(
      Scope group, Metric metric, Newest newest, ToDoubleFunction<TunerStatistics> value) {
    group.gauge(metric, () -> value.applyAsDouble(newest.statistics));
  }

  /** The chains of a group go through their phases together. */
  private static int chainsIn(Phase phase, TunerStatistics statistics) {
    return statistics.phase() == phase ? statistics.chains().length : 0;
  }

  private static double maxRejectedShare(TunerStatistics statistics) {
    long most = Arrays.stream(statistics.rejections()).max().orElse(0);
    return statistics.steps() == 0 ? 0 : (double) most / statistics.steps();
  }

  private static double extreme(double[] values, boolean largest) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[largest ? sorted.length - 1 : 0];
  }
}
