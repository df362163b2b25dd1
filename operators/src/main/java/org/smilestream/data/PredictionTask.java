package org.smilestream.data;

/**
 * Something to predict: a row of the ordered stream or a request. Exactly one of them is set.
 *
 * @param arrival see {@link Row#arrival}
 */
public record PredictionTask(EncodedRow observation, Row request, long arrival) {

  /** An observation of unknown arrival. */
  public static PredictionTask of(EncodedRow observation) {
    return of(observation, Row.UNKNOWN);
  }

  public static PredictionTask of(EncodedRow observation, long arrival) {
    return new PredictionTask(observation, null, arrival);
  }

  public static PredictionTask of(Row request) {
    return new PredictionTask(null, request, request.arrival());
  }
}
