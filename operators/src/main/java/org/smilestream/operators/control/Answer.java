package org.smilestream.operators.control;

import org.smilestream.data.Origin;
import org.smilestream.data.Prediction;

/**
 * What one model answers to a request.
 *
 * @param request where the request stands, which tells it from all others
 */
public record Answer(String request, Prediction prediction) {

  public static Answer of(Origin origin, Prediction prediction) {
    String request =
        "%s:%d:%d:%d"
            .formatted(origin.topic(), origin.partition(), origin.offset(), origin.index());
    return new Answer(request, prediction);
  }
}
