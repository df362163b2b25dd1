package org.smilestream.operators.order;

import java.io.Serializable;

/**
 * How long and for how many rows labels are waited for.
 *
 * @param time milliseconds of event time from the features to the label
 * @param rows the most rows that are remembered
 */
public record LabelLimits(long time, int rows) implements Serializable {}
