package org.smilestream.data;

/** Something to predict: a row of the ordered stream or a request. Exactly one is set. */
public record PredictionTask(EncodedRow observation, Row request) {

  public static PredictionTask of(EncodedRow observation) {
    return new PredictionTask(observation, null);
  }

  public static PredictionTask of(Row request) {
    return new PredictionTask(null, request);
  }
}
