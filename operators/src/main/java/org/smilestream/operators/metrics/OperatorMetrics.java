package org.smilestream.operators.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.runtime.metrics.scope.ScopeFormat;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.OutputTag;
import org.smilestream.data.MetricsReport;

/**
 * The metrics of one operator: registered with Flink under the operator's own scope, and told to
 * the topic {@code tuner} every {@link #INTERVAL_MILLIS}; by functions, which have no timers of
 * their own, while records come.
 */
public abstract class OperatorMetrics {
  /** What the metrics said, now and then. */
  public static final OutputTag<MetricsReport> REPORTS =
      new OutputTag<>("metrics", TypeInformation.of(MetricsReport.class));

  /** The least time between two reports of a subtask. */
  public static final long INTERVAL_MILLIS = 5_000;

  static final int HISTOGRAM_VALUES = 1_000;

  private static final double MEDIAN = 0.5;
  private static final double TAIL = 0.99;

  private final MetricGroup operator;
  private final Scope scope;
  private final Map<String, DoubleSupplier> values = new LinkedHashMap<>();
  private long reported = System.currentTimeMillis();

  protected OperatorMetrics(MetricGroup operator, String scope) {
    this.operator = operator;
    this.scope = new Scope(operator.addGroup(scope), scope + ".");
  }

  protected final Scope scope() {
    return scope;
  }

  /** Where metrics are registered. What they say is read by threads of Flink's, too. */
  public final class Scope {
    private final MetricGroup group;
    private final String prefix;

    private Scope(MetricGroup group, String prefix) {
      this.group = group;
      this.prefix = prefix;
    }

    /** The metrics of one of several: a chain group, a reason. */
    public Scope of(String key, String value) {
      return new Scope(group.addGroup(key, value), prefix + key + "." + value + ".");
    }

    public Counter counter(Metric metric) {
      Counter counter = group.counter(metric.name());
      values.put(prefix + metric.name(), counter::getCount);
      return counter;
    }

    public void gauge(Metric metric, DoubleSupplier value) {
      group.<Double, Gauge<Double>>gauge(metric.name(), value::getAsDouble);
      values.put(prefix + metric.name(), value);
    }

    /** A value of the newest of something; NaN while there is none. */
    public <T> void gauge(Metric metric, Supplier<T> newest, ToDoubleFunction<T> value) {
      gauge(
          metric,
          () -> {
            T of = newest.get();
            return of == null ? Double.NaN : value.applyAsDouble(of);
          });
    }

    public void text(Metric metric, Supplier<String> value) {
      group.<String, Gauge<String>>gauge(metric.name(), value::get);
    }

    /** The counter whose rate is shown. */
    public MeterView meter(Metric metric) {
      MeterView meter = group.meter(metric.name(), new MeterView(60));
      values.put(prefix + metric.name(), meter::getRate);
      return meter;
    }

    public Histogram histogram(Metric metric) {
      Histogram histogram =
          group.histogram(metric.name(), new DescriptiveStatisticsHistogram(HISTOGRAM_VALUES));
      String name = prefix + metric.name();
      values.put(name + ".count", histogram::getCount);
      values.put(name + ".p50", () -> quantile(histogram, MEDIAN));
      values.put(name + ".p99", () -> quantile(histogram, TAIL));
      values.put(
          name + ".max",
          () -> histogram.getCount() == 0 ? Double.NaN : histogram.getStatistics().getMax());
      return histogram;
    }
  }

  private static double quantile(Histogram histogram, double level) {
    return histogram.getStatistics().getQuantile(level);
  }

  /** Tells what the metrics say at every interval, also while no records come. */
  public final void reportTo(Output<?> output, ProcessingTimeService timers) {
    timers.scheduleAtFixedRate(
        time -> output.collect(REPORTS, new StreamRecord<>(report(System.currentTimeMillis()))),
        INTERVAL_MILLIS,
        INTERVAL_MILLIS);
  }

  /** What the metrics say, if it has not been told for a while. To be asked at each record. */
  public final Optional<MetricsReport> due() {
    long now = System.currentTimeMillis();
    if (now - reported < INTERVAL_MILLIS) {
      return Optional.empty();
    }
    reported = now;
    return Optional.of(report(now));
  }

  private MetricsReport report(long now) {
    Map<String, String> variables = operator.getAllVariables();
    return new MetricsReport(
        variables.getOrDefault(ScopeFormat.SCOPE_OPERATOR_NAME, ""),
        Integer.parseInt(variables.getOrDefault(ScopeFormat.SCOPE_TASK_SUBTASK_INDEX, "0")),
        now,
        values.keySet().toArray(String[]::new),
        values.values().stream().mapToDouble(DoubleSupplier::getAsDouble).toArray());
  }
}
