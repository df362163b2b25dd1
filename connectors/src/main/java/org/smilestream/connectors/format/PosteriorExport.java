package org.smilestream.connectors.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.smilestream.data.Posterior;

/**
 * A posterior and what it is the posterior of.
 *
 * @param model schema, network, likelihood, prior, scaler, dictionaries and fingerprint as a
 *     document: docs/records.md
 */
public record PosteriorExport(ObjectNode model, Posterior posterior) {

  /**
   * The columns and the network that the document describes.
   *
   * @throws IOException if it does not
   */
  public ModelDescription description() throws IOException {
    return ModelDescription.of(model);
  }

  /** What makes up the model, by name. */
  public Map<String, String> fingerprint() {
    return ModelRecordFormat.fingerprint(model);
  }
}
