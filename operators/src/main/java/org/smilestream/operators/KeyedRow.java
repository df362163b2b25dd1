package org.smilestream.operators;

import org.smilestream.data.Row;

/**
 * A row on its way to the model of its key.
 *
 * @param row without the key among its columns
 * @param request whether it is only to be predicted
 */
public record KeyedRow(String key, Row row, boolean request) {}
