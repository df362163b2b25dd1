package org.smilestream.data;

/**
 * Something to predict: a row of the ordered stream or a request. Exactly one is set.
 *
 * @param horizon number of rows that were learned from before the row, in the order of learning: it
 *     is predicted with what came from these; −1 for a request
 * @param arrival see {@link Row#arrival}
 */
public record PredictionTask(EncodedRow observation, Row request, long horizon, long arrival) {

  /** A row that is learned from right after it was predicted. */
  public static PredictionTask of(EncodedRow observation) {
    return of(observation, observation.sequence());
  }

  /** A row whose target is not known yet. */
  public static PredictionTask of(EncodedRow features, long horizon) {
    return new PredictionTask(features, null, horizon, Row.UNKNOWN);
  }

  public static PredictionTask of(Row request) {
    return new PredictionTask(null, request, -1, request.arrival());
  }

  /** The same, of a row that came in live. */
  public PredictionTask arrivedAt(long arrival) {
    return new PredictionTask(observation, request, horizon, arrival);
  }
}
