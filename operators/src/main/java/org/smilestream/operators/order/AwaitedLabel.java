package org.smilestream.operators.order;

import org.smilestream.data.Row;

/**
 * A row whose label is waited for, or was.
 *
 * @param sequence number of the row among all features
 * @param eventTime of the features
 * @param features null when they are no longer needed: the label came, or it is too late for it
 * @param label the label that came; NaN where none did
 */
public record AwaitedLabel(long sequence, long eventTime, Row features, double label) {

  public static AwaitedLabel of(long sequence, Row features) {
    return new AwaitedLabel(sequence, features.eventTime(), features, Double.NaN);
  }

  boolean isWaiting() {
    return features != null;
  }

  boolean isLabelled() {
    return !Double.isNaN(label);
  }

  AwaitedLabel labelled(double value) {
    return new AwaitedLabel(sequence, eventTime, null, value);
  }

  AwaitedLabel expired() {
    return new AwaitedLabel(sequence, eventTime, null, Double.NaN);
  }
}
