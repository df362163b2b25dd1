package org.smilestream.data;

/**
 * A row as it came in, its columns in the order of the schema.
 *
 * @param eventTime milliseconds since the epoch
 * @param numeric finite values of the numeric columns; NaN where missing
 * @param categorical values of the categorical columns
 * @param target the value to learn (a class index for classification); NaN in a prediction request
 */
public record Row(
    String id,
    long eventTime,
    double[] numeric,
    String[] categorical,
    double target,
    Origin origin) {

  public boolean hasTarget() {
    return !Double.isNaN(target);
  }
}
