package org.smilestream.operators;

import org.smilestream.data.EncodedRow;

/**
 * A row on its way to one chain group.
 *
 * @param arrival see {@link OrderedRow#arrival}
 */
public record GroupedRow(int group, EncodedRow row, long arrival) {}
