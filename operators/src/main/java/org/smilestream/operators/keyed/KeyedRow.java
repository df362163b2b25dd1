package org.smilestream.operators.keyed;

import org.smilestream.data.ControlRecord;
import org.smilestream.data.Row;

/**
 * A row on its way to the model of its key, or the end of that model.
 *
 * @param row without the key among its columns; null for the end of the model
 * @param request whether it is only to be predicted
 * @param retirement the record that wants the model to be dropped; null for a row
 */
public record KeyedRow(String key, Row row, boolean request, ControlRecord retirement) {

  public KeyedRow(String key, Row row, boolean request) {
    this(key, row, request, null);
  }

  /** The end of a model. */
  public static KeyedRow of(ControlRecord retirement) {
    return new KeyedRow(retirement.key(), null, false, retirement);
  }
}
