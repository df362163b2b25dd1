package org.smilestream.operators.chains;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.data.TunerStatistics;
import org.smilestream.operators.metrics.Metric;
import org.smilestream.operators.metrics.OperatorMetrics;

/**
 * The metrics of the chain operator: those of its state under {@code ….chains.}, and those of each
 * chain group ({@link ChainGroupMetrics}) under {@code ….chains.group.<number>.}.
 */
public final class ChainMetrics extends OperatorMetrics {
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

  public static final List<Metric> OF_STATE =
      List.of(CHAIN_BYTES, CACHE_HITS, CACHE_MISSES, WRITE_BACK_MILLIS);

  private static final String GROUP = "group";
  private static final double NANOS_PER_MILLI = 1e6;

  private final Counter hits;
  private final Counter misses;
  private final Map<Integer, ChainGroupMetrics> groups = new HashMap<>();
  private final Map<Integer, Boolean> paused = new ConcurrentHashMap<>();
  private volatile double chainBytes = Double.NaN;
  private volatile double writeBackMillis = Double.NaN;

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
      group(group).gauge(ChainGroupMetrics.PAUSED, () -> paused.get(group) ? 1 : 0);
    }
  }

  private Scope group(int number) {
    return scope().of(GROUP, Integer.toString(number));
  }

  /**
   * @param stateBytes memory of the group's chains and window
   */
  void report(TunerStatistics statistics, long stateBytes) {
    groups
        .computeIfAbsent(
            statistics.group(), group -> new ChainGroupMetrics(group(group), statistics))
        .report(statistics, stateBytes);
  }
}
