package org.smilestream.job.watch;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.data.Prediction;

/** Reads predictions. Which classes there are it is told, or finds in the first record. */
final class PredictionReader {
  private List<String> classes;
  private PredictionFormat format;

  /** Says which classes there are, unless it is known already. */
  void know(List<String> labels) {
    if (format == null) {
      classes = labels;
      format = new PredictionFormat(labels);
    }
  }

  /** The labels, in the order of the probabilities; empty for numbers. */
  List<String> classes() {
    return classes == null ? List.of() : classes;
  }

  /**
   * Reads a record; empty where it cannot be read before the classes are known.
   *
   * @throws IOException if it is not a prediction
   */
  Optional<Prediction> read(byte[] value) throws IOException {
    if (format == null) {
      Optional<List<String>> found = PredictionFormat.classes(value);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      // What is no prediction tells nothing.
      new PredictionFormat(found.get()).read(value);
      know(found.get());
    }
    Prediction prediction = format.read(value);
    if (prediction.classes() != null && prediction.target() < 0) {
      throw new IOException("a class that is not known");
    }
    return Optional.of(prediction);
  }
}
