package org.smilestream.job.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;

/** Reads golden files, strictly: what is missing, unknown or no number is an error. */
final class GoldenJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private GoldenJson() {}

  /** Reads a file that holds one JSON object. */
  static ObjectNode read(Path file) throws IOException {
    return MAPPER.readValue(Files.readString(file), ObjectNode.class);
  }

  /** Converts a member of an object. */
  static <T> T member(JsonNode object, String name, Class<T> type) throws JsonProcessingException {
    return MAPPER.treeToValue(object.required(name), type);
  }

  /** The constant that is written like {@code gaussian-heteroscedastic}. */
  static <E extends Enum<E>> E constant(Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "unknown %s '%s'".formatted(type.getSimpleName().toLowerCase(Locale.ROOT), text));
  }

  /**
   * A model as the files describe it.
   *
   * @param layers widths from the inputs to the outputs
   */
  record Model(int[] layers, String activation, String likelihood, PriorText prior) {

    /** A prior by name. */
    record PriorText(String name, double loc, double scale) {}

    ModelSpec spec() {
      int last = layers.length - 1;
      return new ModelSpec(
          layers[0],
          List.of(),
          Arrays.stream(layers, 1, last).boxed().toList(),
          layers[last],
          constant(Activation.class, activation),
          constant(Likelihood.class, likelihood),
          new Prior(constant(Prior.Family.class, prior.name), prior.loc, prior.scale));
    }
  }

  /**
   * Rows as the files list them.
   *
   * @param x [row][column]
   */
  record Rows(double[][] x, double[] y) {

    Minibatch minibatch(ModelSpec spec, double likelihoodWeight) {
      if (x.length != y.length) {
        throw new IllegalArgumentException(
            "a minibatch lists %d rows x and %d targets y".formatted(x.length, y.length));
      }
      Minibatch batch = Minibatch.forModel(spec, x.length);
      for (int row = 0; row < x.length; row++) {
        for (int column = 0; column < batch.numericColumns(); column++) {
          batch.numeric(column)[row] = x[row][column];
        }
        batch.targets()[row] = y[row];
      }
      batch.setRows(x.length, likelihoodWeight);
      return batch;
    }
  }
}
