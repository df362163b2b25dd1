package org.smilestream.data;

/**
 * A prediction with its uncertainty. It is of a number or of a class, or says nothing: then both
 * {@code number} and {@code classes} are null.
 *
 * @param sequence number of the row in the order of the stream; −1 for a request
 * @param number what is predicted of a number; null for a class, and where nothing is known
 * @param classes what is predicted of a class; null for a number
 * @param target what happened: a number in its own units, or the place of a class in the schema;
 *     NaN where that is not known, as for a request
 * @param score against {@code target}; {@link Score#NONE} where there is none
 */
public record Prediction(
    String id,
    long eventTime,
    String model,
    long sequence,
    Provenance provenance,
    PredictiveSummary number,
    ClassProbabilities classes,
    double target,
    Score score) {

  /** The same, with another summary of a number. */
  public Prediction with(PredictiveSummary number) {
    return new Prediction(
        id, eventTime, model, sequence, provenance, number, classes, target, score);
  }

  /** Whether the prediction says anything. */
  public boolean isKnown() {
    return number != null || classes != null;
  }

  /** Whether it is known what happened. */
  public boolean hasTarget() {
    return !Double.isNaN(target);
  }
}
