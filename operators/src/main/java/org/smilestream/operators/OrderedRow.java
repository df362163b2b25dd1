package org.smilestream.operators;

import org.smilestream.data.EncodedRow;

/**
 * A row that has its place in the order of the stream.
 *
 * @param arrival the newest arrival among the rows that had been read when this one left, as {@link
 *     org.smilestream.data.Row#arrival} gives it: how current the stream was; {@link
 *     org.smilestream.data.Row#UNKNOWN} for a row that did not come in live
 */
public record OrderedRow(EncodedRow row, long arrival) {}
