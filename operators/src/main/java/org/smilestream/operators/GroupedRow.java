package org.smilestream.operators;

import org.smilestream.data.EncodedRow;

/** A row on its way to one chain group. */
public record GroupedRow(int group, EncodedRow row) {}
