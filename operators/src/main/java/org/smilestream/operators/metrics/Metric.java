package org.smilestream.operators.metrics;

/**
 * A metric as it is registered and as docs/metrics.md describes it.
 *
 * @param name as it follows the scope
 * @param unit of the values; "1" where they have none
 * @param meaning what it says, as the part of a sentence
 * @param healthy what is to be expected where all is well
 */
public record Metric(String name, Type type, String unit, String meaning, String healthy) {

  /** What Flink knows a metric as. */
  public enum Type {
    /** A number that grows while the task lives and begins at 0 when it starts again. */
    COUNTER,
    /** The newest value. */
    GAUGE,
    /** A rate over the last minute. */
    METER,
    /** The distribution of the newest {@value OperatorMetrics#HISTOGRAM_VALUES} values. */
    HISTOGRAM,
    /** Words: on Flink's page only, since neither Prometheus nor the topic takes them. */
    TEXT
  }

  public static Metric counter(String name, String unit, String meaning, String healthy) {
    return new Metric(name, Type.COUNTER, unit, meaning, healthy);
  }

  public static Metric gauge(String name, String unit, String meaning, String healthy) {
    return new Metric(name, Type.GAUGE, unit, meaning, healthy);
  }

  public static Metric meter(String name, String unit, String meaning, String healthy) {
    return new Metric(name, Type.METER, unit, meaning, healthy);
  }

  public static Metric histogram(String name, String unit, String meaning, String healthy) {
    return new Metric(name, Type.HISTOGRAM, unit, meaning, healthy);
  }

  public static Metric text(String name, String meaning, String healthy) {
    return new Metric(name, Type.TEXT, "", meaning, healthy);
  }
}
