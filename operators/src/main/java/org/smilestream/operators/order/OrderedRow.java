package org.smilestream.operators.order;

import org.smilestream.data.EncodedRow;
import org.smilestream.operators.control.LiveChanges;

/**
 * A row that has its place in the order of the stream.
 *
 * @param arrival the newest arrival among the rows that had been read when this one left, as {@link
 *     org.smilestream.data.Row#arrival} gives it: how current the stream was; {@link
 *     org.smilestream.data.Row#UNKNOWN} for a row that did not come in live
 * @param changes all that control records have changed where this row is the first for which some
 *     of it counts; null for all other rows
 */
public record OrderedRow(EncodedRow row, long arrival, LiveChanges changes) {}
