package org.smilestream.data;

/**
 * What became of a row that was predicted before its target was known.
 *
 * @param sequence number of the row
 * @param target in its own units, or a class index; NaN if it is no longer waited for
 */
public record Outcome(long sequence, double target) {}
