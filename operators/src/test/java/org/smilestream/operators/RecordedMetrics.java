package org.smilestream.operators;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Keeps metrics by their full names. */
public final class RecordedMetrics extends UnregisteredMetricsGroup {
  private final String scope;
  private final Map<String, Object> metrics;

  public RecordedMetrics() {
    this("", new HashMap<>());
  }

  private RecordedMetrics(String scope, Map<String, Object> metrics) {
    this.scope = scope;
    this.metrics = metrics;
  }

  @Override
  public MetricGroup addGroup(String name) {
    return new RecordedMetrics(scope + name + ".", metrics);
  }

  @Override
  public MetricGroup addGroup(String key, String value) {
    return addGroup(key).addGroup(value);
  }

  @Override
  public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
    metrics.put(scope + name, gauge);
    return gauge;
  }

  @Override
  public Counter counter(String name) {
    Counter counter = new SimpleCounter();
    metrics.put(scope + name, counter);
    return counter;
  }

  @Override
  public <H extends Histogram> H histogram(String name, H histogram) {
    metrics.put(scope + name, histogram);
    return histogram;
  }

  @Override
  public <M extends Meter> M meter(String name, M meter) {
    metrics.put(scope + name, meter);
    return meter;
  }

  public Object gauge(String name) {
    return ((Gauge<?>) metrics.get(name)).getValue();
  }

  public long count(String name) {
    return ((Counter) metrics.get(name)).getCount();
  }

  public long events(String name) {
    return ((Meter) metrics.get(name)).getCount();
  }

  public Histogram histogram(String name) {
    return (Histogram) metrics.get(name);
  }
}
