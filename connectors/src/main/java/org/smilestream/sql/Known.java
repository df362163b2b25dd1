package org.smilestream.sql;

import java.io.IOException;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.data.Posterior;
import org.smilestream.operators.prediction.Knowledge;

/**
 * What predictions are made with.
 *
 * @param knowledge not changed any more
 */
record Known(ModelDescription model, Knowledge knowledge) {

  static Known of(ModelDescription model, Posterior posterior) {
    Knowledge knowledge =
        new Knowledge(model.spec().categorySlots().size(), posterior.samples().size());
    posterior.updates().forEach(knowledge::apply);
    return new Known(model, knowledge);
  }

  /**
   * @throws IOException if a sample is not of the network that is described
   */
  static void requireNetwork(ModelDescription model, Posterior posterior) throws IOException {
    int dimension = model.spec().dimension();
    int other =
        posterior.samples().stream()
            .mapToInt(sample -> sample.position().length)
            .filter(length -> length != dimension)
            .findFirst()
            .orElse(dimension);
    if (other != dimension) {
      throw new IOException(
          "it holds samples of %d parameters, and the network of model '%s' has %d: each new model needs a topic of its own"
              .formatted(other, model.schema().model(), dimension));
    }
  }
}
