package org.smilestream.data;

/**
 * A row in the model's units.
 *
 * @param sequence number of the row in the order of the stream, from 0; −1 for a prediction request
 * @param numeric scaled features
 * @param categories slot of each categorical column
 * @param target scaled target or class index; NaN in a prediction request
 * @param rawTarget the target in its own units; NaN in a prediction request
 * @param scalerVersion version of the scaler that {@code numeric} and {@code target} were made with
 */
public record EncodedRow(
    long sequence,
    String id,
    long eventTime,
    double[] numeric,
    int[] categories,
    double target,
    double rawTarget,
    int scalerVersion) {

  /**
   * A row with the slots of its categories, which is not scaled.
   *
   * @param target in its own units, or a class index; NaN in a prediction request
   */
  public static EncodedRow unscaled(long sequence, Row row, int[] categories, double target) {
    return new EncodedRow(
        sequence, row.id(), row.eventTime(), row.numeric(), categories, target, target, 0);
  }

  /** The same in the units of a scaler of this version; the raw target stays as it is. */
  public EncodedRow scaled(double[] numeric, double target, int scalerVersion) {
    return new EncodedRow(
        sequence, id, eventTime, numeric, categories, target, rawTarget, scalerVersion);
  }

  /** The same, now that its target is known: a value in its own units, or a class index. */
  public EncodedRow withTarget(double rawTarget) {
    return new EncodedRow(
        sequence, id, eventTime, numeric, categories, target, rawTarget, scalerVersion);
  }
}
