package org.smilestream.operators.chains;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MeterView;
import org.smilestream.data.Phase;
import org.smilestream.data.TunerStatistics;
import org.smilestream.learner.DriftEvents;
import org.smilestream.operators.metrics.Metric;
import org.smilestream.operators.metrics.OperatorMetrics;
import org.smilestream.posterior.Median;

/**
 * The metrics of a chain group and of each of its chains, under {@code chain.<number>.} in its
 * scope. Values of the group are those of its newest round; over the chains the median is taken,
 * but where the name says otherwise.
 */
public final class ChainGroupMetrics {
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

  public static final List<Metric> OF_A_GROUP =
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
  public static final List<Metric> OF_A_CHAIN =
      List.of(CHAIN_STEPS, REJECTED_STEPS, DIVERGENT_STEPS);

  private static final String CHAIN = "chain";

  /** Of the newest round, in a mean that forgets the older ones. */
  private static final double WEIGHT_OF_A_ROUND = 0.05;

  private final OperatorMetrics.Scope scope;
  private final MeterView stepsPerSecond;
  private final Counter driftAlarms;
  private final Counter[] chainSteps;
  private final Counter[] rejectedSteps;
  private final Counter[] divergentSteps;
  private volatile TunerStatistics newest;
  private volatile long stateBytes;
  private volatile double stepsPerRow = Double.NaN;

  /**
   * @param scope of the group
   * @param first report, from which on is counted
   */
  ChainGroupMetrics(OperatorMetrics.Scope scope, TunerStatistics first) {
    this.scope = scope;
    newest = first;
    gauge(STEP_SIZE, s -> Median.of(s.stepSizes()));
    gauge(STEP_SIZE_MIN, s -> extreme(s.stepSizes(), false));
    gauge(STEP_SIZE_MAX, s -> extreme(s.stepSizes(), true));
    gauge(ENERGY_ERROR_MEAN, s -> Median.of(s.energyErrorMeans()));
    gauge(ENERGY_ERROR_SPREAD, s -> Median.of(s.energyErrorSpreads()));
    gauge(NORMALISED_ENERGY_ERROR, s -> Median.of(s.normalisedEnergyErrors()));
    gauge(REJECTIONS, s -> Arrays.stream(s.rejections()).sum());
    gauge(MAX_REJECTED_SHARE, ChainGroupMetrics::maxRejectedShare);
    gauge(DIVERGENCES, s -> Arrays.stream(s.divergences()).sum());
    gauge(STEPS, TunerStatistics::steps);
    scope.gauge(STEPS_PER_ROW, () -> stepsPerRow);
    gauge(SKIPPED_STEPS, TunerStatistics::skippedSteps);
    gauge(WINDOW_ROWS, TunerStatistics::windowRows);
    gauge(WARMING_UP, s -> chainsIn(Phase.WARMING_UP, s));
    gauge(TUNING, s -> chainsIn(Phase.TUNING, s));
    gauge(SAMPLING, s -> chainsIn(Phase.SAMPLING, s));
    scope.gauge(STATE_BYTES, () -> stateBytes);
    scope.text(ENGINE, () -> newest.engine());
    scope.text(PHASE, () -> newest.phase().name());
    stepsPerSecond = scope.meter(STEPS_PER_SECOND);
    driftAlarms = scope.counter(DRIFT_ALARMS);
    OperatorMetrics.Scope[] chains =
        Arrays.stream(first.chains())
            .mapToObj(chain -> scope.of(CHAIN, Integer.toString(chain)))
            .toArray(OperatorMetrics.Scope[]::new);
    chainSteps = counters(chains, CHAIN_STEPS);
    rejectedSteps = counters(chains, REJECTED_STEPS);
    divergentSteps = counters(chains, DIVERGENT_STEPS);
  }

  private void gauge(Metric metric, ToDoubleFunction<TunerStatistics> value) {
    scope.gauge(metric, () -> value.applyAsDouble(newest));
  }

  private static Counter[] counters(OperatorMetrics.Scope[] chains, Metric metric) {
    return Arrays.stream(chains).map(chain -> chain.counter(metric)).toArray(Counter[]::new);
  }

  /**
   * @param stateBytes memory of the group's chains and window
   */
  void report(TunerStatistics statistics, long stateBytes) {
    long steps = Math.max(0, statistics.steps() - newest.steps());
    stepsPerSecond.markEvent(steps * statistics.chains().length);
    long rows = statistics.sequence() - newest.sequence();
    if (rows > 0) {
      double got = (double) steps / rows;
      stepsPerRow =
          Double.isNaN(stepsPerRow) ? got : stepsPerRow + WEIGHT_OF_A_ROUND * (got - stepsPerRow);
    }
    count(statistics, steps);
    newest = statistics;
    this.stateBytes = stateBytes;
    if (DriftEvents.isAlarm(statistics)) {
      driftAlarms.inc();
    }
  }

  /** What the chains have done since the newest report; a chain may have begun anew meanwhile. */
  private void count(TunerStatistics now, long steps) {
    for (int i = 0; i < chainSteps.length; i++) {
      chainSteps[i].inc(steps);
      rejectedSteps[i].inc(Math.max(0, now.rejections()[i] - newest.rejections()[i]));
      if (now != newest) {
        divergentSteps[i].inc(now.divergences()[i]);
      }
    }
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
