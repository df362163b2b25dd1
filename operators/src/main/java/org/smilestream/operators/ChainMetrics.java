package org.smilestream.operators;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.data.TunerStatistics;

/**
 * The metrics of the chain operator, one set for each chain group, under {@code
 * ….chains.group.<number>.}. Values are those of the newest round; over the chains the median is
 * taken, but where the name says otherwise.
 */
final class ChainMetrics {
  static final String STEP_SIZE = "stepSize";
  static final String ENERGY_ERROR_MEAN = "energyErrorMean";
  static final String ENERGY_ERROR_SPREAD = "energyErrorSpread";
  static final String NORMALISED_ENERGY_ERROR = "normalisedEnergyError";
  static final String MAX_REJECTED_SHARE = "maxRejectedShare";
  static final String DIVERGENCES = "divergences";
  static final String STEPS = "steps";
  static final String SKIPPED_STEPS = "skippedSteps";
  static final String WINDOW_ROWS = "windowRows";
  static final String PHASE = "phase";
  static final String ENGINE = "engine";
  static final String STATE_BYTES = "stateBytes";

  private final MetricGroup parent;
  private final Map<Integer, Newest> groups = new HashMap<>();

  private static final class Newest {
    private volatile TunerStatistics statistics;
    private volatile long stateBytes;
  }

  ChainMetrics(MetricGroup operatorGroup) {
    parent = operatorGroup.addGroup("chains");
  }

  /**
   * @param stateBytes memory of the group's chains and window
   */
  void report(TunerStatistics statistics, long stateBytes) {
    Newest newest = groups.computeIfAbsent(statistics.group(), group -> register(statistics));
    newest.statistics = statistics;
    newest.stateBytes = stateBytes;
  }

  private Newest register(TunerStatistics first) {
    Newest newest = new Newest();
    newest.statistics = first;
    MetricGroup metrics = parent.addGroup("group", Integer.toString(first.group()));
    metrics.gauge(STEP_SIZE, () -> median(newest.statistics.stepSizes()));
    metrics.gauge(ENERGY_ERROR_MEAN, () -> median(newest.statistics.energyErrorMeans()));
    metrics.gauge(ENERGY_ERROR_SPREAD, () -> median(newest.statistics.energyErrorSpreads()));
    metrics.gauge(
        NORMALISED_ENERGY_ERROR, () -> median(newest.statistics.normalisedEnergyErrors()));
    metrics.gauge(MAX_REJECTED_SHARE, () -> maxRejectedShare(newest.statistics));
    metrics.gauge(DIVERGENCES, () -> Arrays.stream(newest.statistics.divergences()).sum());
    metrics.gauge(STEPS, () -> newest.statistics.steps());
    metrics.gauge(SKIPPED_STEPS, () -> newest.statistics.skippedSteps());
    metrics.gauge(WINDOW_ROWS, () -> newest.statistics.windowRows());
    metrics.gauge(ENGINE, () -> newest.statistics.engine());
    metrics.gauge(STATE_BYTES, () -> newest.stateBytes);
    metrics.gauge(PHASE, () -> newest.statistics.phase().name());
    return newest;
  }

  private static double maxRejectedShare(TunerStatistics statistics) {
    long most = Arrays.stream(statistics.rejections()).max().orElse(0);
    return statistics.steps() == 0 ? 0 : (double) most / statistics.steps();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
