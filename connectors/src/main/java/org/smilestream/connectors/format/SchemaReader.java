package org.smilestream.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Derivation;
import org.smilestream.data.RowLayout;
import org.smilestream.data.Schema;
import org.smilestream.data.SeriesColumn;
import org.smilestream.data.TargetTransform;
import org.smilestream.data.Task;
import org.smilestream.data.TimeColumn;

/** Makes a schema of a tree of plain values, and says in one sentence what is wrong with it. */
final class SchemaReader {
  private static final Set<String> KEYS =
      new LinkedHashSet<>(
          List.of(
              "model",
              "task",
              "id",
              "eventTime",
              "labelTime",
              "derived",
              "numeric",
              "boolean",
              "cyclic",
              "categorical",
              "nullable",
              "missing",
              "target",
              "classes",
              "header",
              "distinctBy"));

  /** The most characters of a name: longer values of ids and categories are refused too. */
  private static final int MAX_NAME = RowReader.MAX_TEXT;

  /** The most classes: a prediction holds a probability for each, and must fit into a record. */
  private static final int MAX_CLASSES = 10_000;

  private final String file;

  SchemaReader(String file) {
    this.file = file;
  }

  /** The schema of rows that come one by one, without what needs a file. */
  Schema read(JsonNode root) {
    Parts parts = parts(root);
    for (String key : List.of("header", "distinctBy")) {
      if (root.has(key)) {
        throw invalid("has the key '" + key + "', which needs a file of rows as 'prequential' has");
      }
    }
    return parts.schema();
  }

  /** All that the schema says of a file of rows. */
  FileSchema readForFile(JsonNode root) {
    Parts parts = parts(root);
    return new FileSchema(parts.schema(), parts.file());
  }

  private record Parts(Schema schema, FileLayout file) {}

  private Parts parts(JsonNode root) {
    if (!root.isObject()) {
      throw invalid("must hold the keys " + KEYS);
    }
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!KEYS.contains(entry.getKey())) {
        throw invalid(
            "has the unknown key '%s' with the value %s; the keys are %s"
                .formatted(entry.getKey(), Excerpt.of(entry.getValue()), KEYS));
      }
    }
    try {
      DerivedReader derived = new DerivedReader(file, root);
      List<String> nullable = texts(root, "nullable", false);
      List<String> numeric = texts(root, "numeric", false);
      List<CategoricalColumn> categorical = categorical(root.path("categorical"));
      Map<String, Derivation> derivations = new LinkedHashMap<>(derived.derivations());
      List<String> inputs = new ArrayList<>(numeric);
      inputs.addAll(texts(root, "boolean", false));
      List<String> nullableInputs = List.copyOf(inputs);
      inputs.addAll(cyclic(root.path("cyclic"), derivations, derived.series().keySet()));
      inputs.addAll(indicators(nullable, nullableInputs, categorical, derivations));
      for (String flag : texts(root, "boolean", false)) {
        derivations.put(flag, new Derivation.Flag(flag));
      }
      requireSlots(categorical, derivations);
      requireSeries(derived.series(), numeric, categorical, task(root));
      Set<String> mayBeMissing = new HashSet<>(nullable);
      mayBeMissing.addAll(derived.series().keySet());
      List<TimeColumn> time = derived.eventTime();
      Schema schema =
          new Schema(
              text(root, "model"),
              task(root),
              text(root, "id"),
              time.get(0).column(),
              inputs,
              categorical,
              target(root),
              requireDistinct("classes", texts(root, "classes", true)),
              transform(root),
              new RowLayout(
                  time,
                  derivations,
                  mayBeMissing,
                  root.has("missing") ? text(root, "missing") : null,
                  List.copyOf(derived.series().values()),
                  derived.labelTime()));
      FileLayout layout =
          new FileLayout(
              requireDistinct("header", texts(root, "header", false)),
              texts(root, "distinctBy", false));
      return new Parts(schema, layout);
    } catch (InvalidSchemaException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new InvalidSchemaException("schema file '" + file + "': " + e.getMessage(), e);
    }
  }

  /** A bucket without a slot would be "other". */
  private void requireSlots(
      List<CategoricalColumn> categorical, Map<String, Derivation> derivations) {
    for (CategoricalColumn column : categorical) {
      if (derivations.get(column.name()) instanceof Derivation.Hash hash
          && column.slots() <= hash.buckets()) {
        throw invalid(
            "gives column '%s' at key 'categorical' %d slots; its %d buckets need one more than they are"
                .formatted(column.name(), column.slots(), hash.buckets()));
      }
    }
  }

  /** Columns that are made of targets: of numbers they are numeric, of classes categorical. */
  private void requireSeries(
      Map<String, SeriesColumn> series,
      List<String> numeric,
      List<CategoricalColumn> categorical,
      Task task) {
    List<String> categories = categorical.stream().map(CategoricalColumn::name).toList();
    boolean classes = task == Task.CLASSIFICATION;
    for (SeriesColumn column : series.values()) {
      boolean ofTarget = column.of() == null;
      if (!ofTarget && (!numeric.contains(column.of()) || series.containsKey(column.of()))) {
        throw invalid(
            "derives column '%s' of '%s'; it must be a column of 'numeric' that stands in the record or is derived of it"
                .formatted(column.column(), column.of()));
      }
      boolean isCategory = classes && ofTarget;
      if (isCategory && column.kind() == SeriesColumn.Kind.MEAN) {
        throw invalid("derives column '" + column.column() + "' as a mean, and classes have none");
      }
      if ((isCategory ? numeric : categories).contains(column.column())) {
        throw invalid(
            "names column '%s', which is made of earlier rows, at key '%s'; it belongs to '%s'"
                .formatted(
                    column.column(),
                    isCategory ? "numeric" : "categorical",
                    isCategory ? "categorical" : "numeric"));
      }
      if (column.key() != null
          && (!categories.contains(column.key()) || series.containsKey(column.key()))) {
        throw invalid(
            "names '%s' as the key of column '%s'; it must be a column of 'categorical' that stands in the record or is derived of it"
                .formatted(column.key(), column.column()));
      }
    }
  }

  /** The two numeric columns of each cyclic one. */
  private List<String> cyclic(
      JsonNode columns, Map<String, Derivation> derivations, Set<String> series) {
    if (!columns.isMissingNode() && !columns.isObject()) {
      throw invalid(
          "needs columns with their periods, as in {hour: 24}, at key 'cyclic', not "
              + Excerpt.of(columns));
    }
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> column : columns.properties()) {
      String name = column.getKey();
      double period = column.getValue().isNumber() ? column.getValue().doubleValue() : Double.NaN;
      if (!(period > 0 && period < Double.POSITIVE_INFINITY)) {
        throw invalid(
            "needs a period above 0 for column '%s' at key 'cyclic', not %s"
                .formatted(name, Excerpt.of(column.getValue())));
      }
      if (series.contains(name)) {
        throw invalid(
            "names column '%s', which is made of earlier rows, at key 'cyclic'".formatted(name));
      }
      derivations.put(name + ".sin", new Derivation.Wave(name, period, false));
      derivations.put(name + ".cos", new Derivation.Wave(name, period, true));
      names.add(name + ".sin");
      names.add(name + ".cos");
    }
    return names;
  }

  /** The indicator columns of the numeric columns that may be missing. */
  private List<String> indicators(
      List<String> nullable,
      List<String> numeric,
      List<CategoricalColumn> categorical,
      Map<String, Derivation> derivations) {
    List<String> names = new ArrayList<>();
    for (String name : nullable) {
      boolean isCategorical = categorical.stream().anyMatch(c -> c.name().equals(name));
      if (derivations.containsKey(name) || !(numeric.contains(name) || isCategorical)) {
        throw invalid(
            "names '%s' at key 'nullable', which is no column of 'numeric' or 'categorical' that stands in the record"
                .formatted(name));
      }
      if (numeric.contains(name)) {
        derivations.put(
            Derivation.MissingIndicator.nameFor(name), new Derivation.MissingIndicator(name));
        names.add(Derivation.MissingIndicator.nameFor(name));
      }
    }
    return names;
  }

  private String text(JsonNode root, String key) {
    JsonNode value = root.path(key);
    if (value.isMissingNode()) {
      throw invalid("lacks the key '" + key + "'");
    }
    return text("key '" + key + "'", value);
  }

  private String text(String place, JsonNode value) {
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw invalid("needs a name at %s, not %s".formatted(place, Excerpt.of(value)));
    }
    return requireShort(place, value.textValue());
  }

  private String requireShort(String place, String name) {
    if (name.length() > MAX_NAME) {
      throw invalid(
          "needs a name of up to %d characters at %s, not %s"
              .formatted(MAX_NAME, place, Excerpt.of(name)));
    }
    return name;
  }

  private String target(JsonNode root) {
    JsonNode target = root.path("target");
    return target.isObject()
        ? text("key 'target.column'", target.path("column"))
        : text(root, "target");
  }

  /** What is done to the target: {@code target: {column: y, transform: log}}. */
  private TargetTransform transform(JsonNode root) {
    JsonNode target = root.path("target");
    for (Map.Entry<String, JsonNode> entry : target.properties()) {
      if (!Set.of("column", "transform").contains(entry.getKey())) {
        throw invalid(
            "has the unknown key '%s' with the value %s at key 'target'; the keys are 'column' and 'transform'"
                .formatted(entry.getKey(), Excerpt.of(entry.getValue())));
      }
    }
    return switch (target.path("transform").asText("standard")) {
      case "standard" -> TargetTransform.STANDARD;
      case "log" -> TargetTransform.LOG;
      case "log1p" -> TargetTransform.LOG1P;
      default ->
          throw invalid(
              "needs 'standard', 'log' or 'log1p' at key 'target.transform', not "
                  + Excerpt.of(target.get("transform")));
    };
  }

  private Task task(JsonNode root) {
    String value = text(root, "task");
    return switch (value) {
      case "regression" -> Task.REGRESSION;
      case "classification" -> Task.CLASSIFICATION;
      default ->
          throw invalid(
              "needs 'regression' or 'classification' at key 'task', not '" + value + "'");
    };
  }

  /**
   * @param labels whether numbers and booleans stand for their text
   */
  private List<String> texts(JsonNode root, String key, boolean labels) {
    JsonNode values = root.path(key);
    if (values.isMissingNode()) {
      return List.of();
    }
    if (!values.isArray()) {
      throw invalid("needs a list at key '%s', not %s".formatted(key, Excerpt.of(values)));
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode value : values) {
      boolean label = labels && (value.isNumber() || value.isBoolean());
      texts.add(label ? value.asText() : text("key '" + key + "'", value));
    }
    if (labels && texts.size() > MAX_CLASSES) {
      throw invalid(
          "has %d names at key '%s', more than %d".formatted(texts.size(), key, MAX_CLASSES));
    }
    return texts;
  }

  private List<CategoricalColumn> categorical(JsonNode columns) {
    if (columns.isMissingNode()) {
      return List.of();
    }
    if (!columns.isObject()) {
      throw invalid(
          "needs columns with their numbers of slots, as in {carrier: 24}, at key 'categorical', "
              + "not "
              + Excerpt.of(columns));
    }
    List<CategoricalColumn> result = new ArrayList<>();
    for (Map.Entry<String, JsonNode> column : columns.properties()) {
      requireShort("key 'categorical'", column.getKey());
      JsonNode slots = column.getValue();
      if (!slots.isInt()) {
        throw invalid(
            "needs a number of slots for column '%s' at key 'categorical', not %s"
                .formatted(column.getKey(), Excerpt.of(slots)));
      }
      result.add(new CategoricalColumn(column.getKey(), slots.intValue()));
    }
    return result;
  }

  private List<String> requireDistinct(String key, List<String> values) {
    Collection<String> seen = new HashSet<>();
    for (String value : values) {
      if (!seen.add(value)) {
        throw invalid("names '%s' twice at key '%s'".formatted(value, key));
      }
    }
    return values;
  }

  private InvalidSchemaException invalid(String what) {
    return new InvalidSchemaException("schema file '" + file + "' " + what);
  }
}
