package org.smilestream.data;

/**
 * How the metrics of one subtask of an operator stood at one moment.
 *
 * @param operator name of the operator
 * @param subtask number of the subtask, from 0
 * @param time when this was, in milliseconds since the epoch
 * @param names of the metrics, as they follow the operator's own
 * @param values of the metrics in the same order; NaN where not known
 */
public record MetricsReport(
    String operator, int subtask, long time, String[] names, double[] values) {}
