package org.smilestream.data;

/**
 * A row as it came in, its columns in the order of the schema.
 *
 * @param eventTime milliseconds since the epoch
 * @param numeric finite values of the numeric columns; NaN where missing
 * @param categorical values of the categorical columns
 * @param target the value to learn (a class index for classification); NaN in a prediction request
 * @param arrival when Kafka got the row, in milliseconds since the epoch; {@link #UNKNOWN} where
 *     that does not matter. It is not kept in state
 * @param question what a request asks for besides; null where that is nothing. It is not kept in
 *     state either: a request is answered at once
 */
public record Row(
    String id,
    long eventTime,
    double[] numeric,
    String[] categorical,
    double target,
    Origin origin,
    long arrival,
    Question question) {

  /** In place of an arrival. */
  public static final long UNKNOWN = -1;

  /** A row of unknown arrival. */
  public Row(
      String id,
      long eventTime,
      double[] numeric,
      String[] categorical,
      double target,
      Origin origin) {
    this(id, eventTime, numeric, categorical, target, origin, UNKNOWN, null);
  }

  /** The same row, come in live. */
  public Row arrivedAt(long arrival) {
    return new Row(id, eventTime, numeric, categorical, target, origin, arrival, question);
  }

  /** The same row, as a request that asks for more; null for no more. */
  public Row asking(Question question) {
    return new Row(id, eventTime, numeric, categorical, target, origin, arrival, question);
  }

  /** The same row with other features. */
  public Row with(double[] numeric, String[] categorical) {
    return new Row(id, eventTime, numeric, categorical, target, origin, arrival, question);
  }

  /** These features with the target of a label that came later: a row of the label's time. */
  public Row labelledBy(Row label) {
    return new Row(
        id, label.eventTime, numeric, categorical, label.target, label.origin, label.arrival, null);
  }

  public boolean hasTarget() {
    return !Double.isNaN(target);
  }
}
