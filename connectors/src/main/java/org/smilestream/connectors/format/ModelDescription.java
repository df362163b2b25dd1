package org.smilestream.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.RowLayout;
import org.smilestream.data.Schema;
import org.smilestream.data.TargetTransform;
import org.smilestream.data.Task;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;

/**
 * A model as the record of {@link ModelRecordFormat} describes it.
 *
 * @param schema its columns; how those are made that are derived is in a schema file only
 */
public record ModelDescription(Schema schema, ModelSpec spec) implements Serializable {
  private static final String LEARNED = "learned";

  /**
   * Reads a record of the topic {@code posterior}; empty if it describes no model.
   *
   * @throws IOException if it is none of the topic's, or of a version that is not known here
   */
  public static Optional<ModelDescription> read(byte[] value) throws IOException {
    if (PosteriorSampleFormat.isSample(value)) {
      return Optional.empty();
    }
    ObjectNode json = ModelRecordFormat.read(value);
    return json.path("type").asText().equals(ModelRecordFormat.MODEL)
        ? Optional.of(of(json))
        : Optional.empty();
  }

  /** Reads the record of a model. */
  static ModelDescription of(ObjectNode json) throws IOException {
    try {
      Schema schema = schema(json.required("schema"));
      return new ModelDescription(schema, spec(json, schema.targetTransform()));
    } catch (IllegalArgumentException e) {
      throw new IOException("not the description of a model: " + Excerpt.of(json), e);
    }
  }

  /**
   * What a record of the topic {@code posterior} brings: a sample, a scaler or an entry of a
   * dictionary.
   *
   * @throws IOException if it is none of the topic's, or of a version that is not known here
   */
  public static KnowledgeUpdate update(byte[] value) throws IOException {
    if (PosteriorSampleFormat.isSample(value)) {
      return KnowledgeUpdate.of(new PosteriorSampleFormat().read(value));
    }
    ObjectNode json = ModelRecordFormat.read(value);
    try {
      long sequence = json.required("lastSequence").longValue();
      long eventTime = json.required("lastEventTime").longValue();
      return json.path("type").asText().equals(ModelRecordFormat.MODEL)
          ? KnowledgeUpdate.of(sequence, eventTime, ModelRecordFormat.scaler(json))
          : KnowledgeUpdate.of(sequence, eventTime, ModelRecordFormat.entry(json));
    } catch (IllegalArgumentException e) {
      throw new IOException("not the description of a model: " + Excerpt.of(json), e);
    }
  }

  private static Schema schema(JsonNode json) {
    List<CategoricalColumn> categorical = new ArrayList<>();
    for (Map.Entry<String, JsonNode> column : json.required("categorical").properties()) {
      categorical.add(new CategoricalColumn(column.getKey(), column.getValue().intValue()));
    }
    JsonNode target = json.required("target");
    return new Schema(
        json.required("model").textValue(),
        constant(Task.class, json.required("task")),
        json.required("id").textValue(),
        json.required("eventTime").textValue(),
        texts(json.required("numeric")),
        categorical,
        target.path("column").asText(target.asText()),
        texts(json.path("classes")),
        target.isObject()
            ? constant(TargetTransform.class, target.required("transform"))
            : TargetTransform.STANDARD,
        RowLayout.plain(json.required("eventTime").textValue()));
  }

  private static ModelSpec spec(JsonNode json, TargetTransform transform) {
    JsonNode network = json.required("network");
    JsonNode prior = json.required("prior");
    JsonNode fingerprint = json.path("fingerprint");
    String dof = fingerprint.path("model.student-dof").asText(LEARNED);
    // A record of the time before there was a choice names no link.
    String link = fingerprint.path("model.scale-link").asText("exp");
    return new ModelSpec(
        network.required("numericInputs").intValue(),
        integers(network.required("categorySlots")),
        integers(network.required("hidden")),
        network.required("outputs").intValue(),
        constant(Activation.class, network.required("activation")),
        constant(Likelihood.class, json.required("likelihood")),
        new Prior(
            constant(Prior.Family.class, prior.required("family")),
            prior.required("location").doubleValue(),
            prior.required("scale").doubleValue()),
        dof.equals(LEARNED) ? Double.NaN : Double.parseDouble(dof),
        transform,
        constant(ScaleLink.class, link));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, JsonNode name) {
    return constant(type, name.asText());
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  private static List<Integer> integers(JsonNode array) {
    List<Integer> integers = new ArrayList<>();
    array.forEach(integer -> integers.add(integer.intValue()));
    return integers;
  }
}
