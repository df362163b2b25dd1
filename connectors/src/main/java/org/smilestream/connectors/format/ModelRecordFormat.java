package org.smilestream.connectors.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.model.ModelSpec;

/**
 * What the samples of the topic {@code posterior} mean, as JSON beside them: a record with the
 * model and its scaler, keyed by {@code model-scaler}, and one for each entry of a dictionary,
 * keyed by {@code model-dictionary-column.slot}. The fields: docs/records.md.
 */
public final class ModelRecordFormat implements RecordFormat<KnowledgeUpdate> {
  private static final long serialVersionUID = 1;

  static final int VERSION = 1;
  static final String MODEL = "model";
  static final String CATEGORY = "category";

  /** The most bytes of an entry: model, column and category have up to 1,000 characters each. */
  private static final int MAX_ENTRY_BYTES = 32 * 1024;

  /** ASCII, which every reader understands. */
  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final Schema schema;
  private final ModelSpec spec;
  private final LinkedHashMap<String, String> fingerprint;

  /**
   * @param fingerprint what makes up the model, by name: with another value the samples would mean
   *     something else
   */
  public ModelRecordFormat(Schema schema, ModelSpec spec, Map<String, String> fingerprint) {
    this.schema = schema;
    this.spec = spec;
    this.fingerprint = new LinkedHashMap<>(fingerprint);
  }

  /** The most bytes of a record. */
  public long maxBytes() {
    double[] widest = new double[spec.numericInputs()];
    Arrays.fill(widest, -Double.MAX_VALUE);
    Scaler scaler =
        new Scaler(1, Long.MAX_VALUE, widest, widest, -Double.MAX_VALUE, -Double.MAX_VALUE);
    return Math.max(MAX_ENTRY_BYTES, value(KnowledgeUpdate.of(0, 0, scaler)).length);
  }

  @Override
  public byte[] key(KnowledgeUpdate update) {
    DictionaryEntry entry = update.entry();
    String place = entry == null ? "scaler" : "dictionary-" + entry.column() + "." + entry.slot();
    return (schema.model() + "-" + place).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param update a scaler or an entry of a dictionary
   */
  @Override
  public byte[] value(KnowledgeUpdate update) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("type", update.entry() == null ? MODEL : CATEGORY).put("version", VERSION);
    json.put("model", schema.model());
    json.put("lastSequence", update.sequence()).put("lastEventTime", update.eventTime());
    if (update.entry() == null) {
      putModel(json, update.scaler());
    } else {
      putEntry(json, update.entry());
    }
    return toBytes(json);
  }

  static byte[] toBytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values must be writable", e);
    }
  }

  private void putEntry(ObjectNode json, DictionaryEntry entry) {
    json.put("column", entry.column())
        .put("name", schema.categorical().get(entry.column()).name())
        .put("category", entry.category())
        .put("slot", entry.slot());
  }

  private void putModel(ObjectNode json, Scaler scaler) {
    putSchema(json.putObject("schema"));
    ObjectNode network = json.putObject("network");
    network.put("numericInputs", spec.numericInputs());
    ArrayNode slots = network.putArray("categorySlots");
    spec.categorySlots().forEach(slots::add);
    ArrayNode hidden = network.putArray("hidden");
    spec.hidden().forEach(hidden::add);
    network.put("outputs", spec.outputs()).put("activation", name(spec.activation()));
    json.put("likelihood", name(spec.likelihood()));
    json.putObject("prior")
        .put("family", name(spec.prior().family()))
        .put("location", spec.prior().location())
        .put("scale", spec.prior().scale());
    ObjectNode moments = json.putObject("scaler");
    moments.put("version", scaler.version()).put("rows", scaler.rows());
    putNumbers(moments.putArray("means"), scaler.means());
    putNumbers(moments.putArray("deviations"), scaler.deviations());
    moments
        .put("targetMean", scaler.targetMean())
        .put("targetDeviation", scaler.targetDeviation())
        .put("limit", Scaler.LIMIT);
    fingerprint.forEach(json.putObject("fingerprint")::put);
  }

  /** As in a schema file. */
  private void putSchema(ObjectNode json) {
    json.put("model", schema.model())
        .put("task", name(schema.task()))
        .put("id", schema.id())
        .put("eventTime", schema.eventTime());
    ArrayNode numeric = json.putArray("numeric");
    schema.numeric().forEach(numeric::add);
    ObjectNode categorical = json.putObject("categorical");
    for (CategoricalColumn column : schema.categorical()) {
      categorical.put(column.name(), column.slots());
    }
    if (schema.targetTransform().isLog()) {
      json.putObject("target")
          .put("column", schema.target())
          .put("transform", name(schema.targetTransform()));
    } else {
      json.put("target", schema.target());
    }
    if (!schema.classes().isEmpty()) {
      ArrayNode classes = json.putArray("classes");
      schema.classes().forEach(classes::add);
    }
  }

  private static void putNumbers(ArrayNode array, double[] numbers) {
    for (double number : numbers) {
      array.add(number);
    }
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * A record, read as a tree.
   *
   * @throws IOException if it is no JSON object, or one of a version that is not known here
   */
  static ObjectNode read(byte[] value) throws IOException {
    if (!(parse(value) instanceof ObjectNode json)) {
      throw new IOException("the description of a model is no JSON object");
    }
    int version = json.path("version").asInt();
    if (version != VERSION) {
      throw new IOException(
          "the description of a model has version %d, but only version %d can be read"
              .formatted(version, VERSION));
    }
    return json;
  }

  private static JsonNode parse(byte[] value) throws IOException {
    try {
      return MAPPER.readTree(value);
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new IOException("the description of a model is not valid JSON: " + reason, e);
    }
  }

  static DictionaryEntry entry(JsonNode json) {
    return new DictionaryEntry(
        json.required("column").intValue(),
        json.required("category").textValue(),
        json.required("slot").intValue());
  }

  static Scaler scaler(JsonNode model) {
    JsonNode json = model.required("scaler");
    return new Scaler(
        json.required("version").intValue(),
        json.required("rows").longValue(),
        numbers(json.required("means")),
        numbers(json.required("deviations")),
        json.required("targetMean").doubleValue(),
        json.required("targetDeviation").doubleValue());
  }

  private static double[] numbers(JsonNode array) {
    double[] numbers = new double[array.size()];
    Arrays.setAll(numbers, i -> array.get(i).doubleValue());
    return numbers;
  }

  static Map<String, String> fingerprint(JsonNode model) {
    Map<String, String> fingerprint = new LinkedHashMap<>();
    Iterator<Map.Entry<String, JsonNode>> properties =
        model.required("fingerprint").properties().iterator();
    properties.forEachRemaining(each -> fingerprint.put(each.getKey(), each.getValue().asText()));
    return fingerprint;
  }
}
