package org.smilestream.connectors.format;

import org.smilestream.data.Schema;

/** What a record holds of a row. */
public enum RowContent {
  /** All of it. */
  ROW,
  /** What is known before the target, which is not read. */
  FEATURES,
  /** The id, the target and the time at which it was known. */
  LABEL,
  /** A label where the target is there, else features. */
  FEATURES_OR_LABEL;

  /** What an observation of a schema holds. */
  public static RowContent ofObservation(Schema schema) {
    return schema.hasLateLabels() ? FEATURES_OR_LABEL : ROW;
  }
}
