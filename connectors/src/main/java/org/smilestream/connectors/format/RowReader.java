package org.smilestream.connectors.format;

import static org.smilestream.data.DeadLetter.BAD_VALUE;
import static org.smilestream.data.DeadLetter.MALFORMED;
import static org.smilestream.data.DeadLetter.MISSING_COLUMN;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Derivation;
import org.smilestream.data.Origin;
import org.smilestream.data.Row;
import org.smilestream.data.RowLayout;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.data.TimeColumn;

/** Makes a row of an object whose members are the columns. */
final class RowReader {
  /** The largest magnitude of a number; beyond it moments and products lose all their digits. */
  private static final double MAX_MAGNITUDE = 1e15;

  /** The longest id or category, since they are kept in state. */
  static final int MAX_TEXT = 1000;

  /** The category of what is missing. */
  static final String MISSING = "";

  /** Between the categories of a product. */
  private static final String TIMES = "×";

  /** Numbers in quotes: as JSON writes them, so neither "NaN" nor "0x10" nor "1d". */
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,30}(\\.\\d{1,40})?([eE][+-]?\\d{1,3})?");

  private final Schema schema;
  private final RowLayout layout;
  private final RowContent content;
  private final QuestionReader questions;
  private final Map<String, Integer> classIndices = new HashMap<>();
  private final List<TimeReader> eventTime;
  private final List<TimeReader> labelTime;
  private final Map<String, List<TimeReader>> derivedTimes = new HashMap<>();

  RowReader(Schema schema, RowContent content) {
    this.schema = schema;
    layout = schema.layout();
    this.content = content;
    questions = new QuestionReader(schema);
    for (String label : schema.classes()) {
      classIndices.put(label, classIndices.size());
    }
    eventTime = readers(layout.time());
    labelTime = readers(layout.labelTime());
    layout
        .derived()
        .forEach(
            (name, derivation) -> {
              if (derivation instanceof Derivation.TimePart part && !part.time().isEmpty()) {
                derivedTimes.put(name, readers(part.time()));
              }
            });
  }

  private static List<TimeReader> readers(List<TimeColumn> columns) {
    return columns.stream().map(TimeReader::new).toList();
  }

  Row read(JsonNode object, Origin origin) throws BadRowException {
    if (!object.isObject()) {
      throw new BadRowException(MALFORMED, "the row is not an object: " + Excerpt.of(object));
    }
    String id = asText(schema.id(), value(object, schema.id()));
    if (id.isEmpty()) {
      throw new BadRowException(BAD_VALUE, "column '" + schema.id() + "' is empty");
    }
    if (content == RowContent.LABEL
        || (content == RowContent.FEATURES_OR_LABEL && !isAbsent(object, schema.target()))) {
      long time = time(object, labelTime);
      return new Row(id, time, new double[0], new String[0], target(object), origin);
    }
    long time = time(object, eventTime);
    double[] numeric = new double[schema.numeric().size()];
    for (int i = 0; i < numeric.length; i++) {
      numeric[i] = number(object, schema.numeric().get(i), time);
    }
    List<CategoricalColumn> columns = schema.categorical();
    String[] categorical = new String[columns.size()];
    for (int i = 0; i < categorical.length; i++) {
      categorical[i] = category(object, columns.get(i).name(), time);
    }
    double target = content == RowContent.ROW ? target(object) : Double.NaN;
    Row row = new Row(id, time, numeric, categorical, target, origin);
    return content == RowContent.FEATURES ? row.asking(questions.read(object)) : row;
  }

  private double target(JsonNode object) throws BadRowException {
    JsonNode value = value(object, schema.target());
    if (schema.task() == Task.REGRESSION) {
      double number = asNumber(schema.target(), value);
      if (!schema.targetTransform().takes(number)) {
        throw bad(schema.target(), "is outside of what its transform takes", value);
      }
      return number;
    }
    Integer index = classIndices.get(asText(schema.target(), value));
    if (index == null) {
      throw bad(
          schema.target(),
          "is none of the classes " + Excerpt.of(schema.classes().toString()),
          value);
    }
    return index;
  }

  private static long time(JsonNode object, List<TimeReader> terms) throws BadRowException {
    long sum = 0;
    for (TimeReader term : terms) {
      sum += term.read(value(object, term.column()));
    }
    return sum;
  }

  /** The value of a numeric column, derived or not; NaN where it may be missing and is. */
  private double number(JsonNode object, String column, long eventTime) throws BadRowException {
    Derivation derivation = layout.derived().get(column);
    if (derivation == null) {
      return isMissing(object, column) ? Double.NaN : asNumber(column, value(object, column));
    }
    // Branches by type until Java 21 can switch over it.
    if (derivation instanceof Derivation.TimePart part) {
      return part(object, column, part, eventTime);
    }
    if (derivation instanceof Derivation.Product product) {
      double result = 1;
      for (String factor : product.columns()) {
        result *= number(object, factor, eventTime);
      }
      return limited(column, result);
    }
    if (derivation instanceof Derivation.Wave wave) {
      return wave.of(number(object, wave.column(), eventTime));
    }
    if (derivation instanceof Derivation.Flag flag) {
      return isMissing(object, column) ? Double.NaN : asFlag(column, value(object, flag.column()));
    }
    if (derivation instanceof Derivation.Hash hash) {
      return hash.of(category(object, hash.column(), eventTime));
    }
    String indicated = ((Derivation.MissingIndicator) derivation).column();
    return isMissing(object, indicated) ? 1 : 0;
  }

  /** The value of a categorical column, derived or not. */
  private String category(JsonNode object, String column, long eventTime) throws BadRowException {
    Derivation derivation = layout.derived().get(column);
    if (derivation == null) {
      return isMissing(object, column) ? MISSING : asText(column, value(object, column));
    }
    if (derivation instanceof Derivation.TimePart part) {
      return Integer.toString(part(object, column, part, eventTime));
    }
    if (derivation instanceof Derivation.Product product) {
      StringJoiner result = new StringJoiner(TIMES);
      for (String factor : product.columns()) {
        result.add(category(object, factor, eventTime));
      }
      if (result.length() > MAX_TEXT) {
        throw new BadRowException(
            BAD_VALUE, "column '" + column + "' is longer than " + MAX_TEXT + " characters");
      }
      return result.toString();
    }
    if (derivation instanceof Derivation.Hash hash) {
      return Integer.toString(hash.of(category(object, hash.column(), eventTime)));
    }
    throw new IllegalStateException("column '" + column + "' has no categories: " + derivation);
  }

  private int part(JsonNode object, String column, Derivation.TimePart part, long eventTime)
      throws BadRowException {
    List<TimeReader> own = derivedTimes.get(column);
    return part.part().of(own == null ? eventTime : time(object, own), part.zone());
  }

  private boolean isMissing(JsonNode object, String column) {
    return layout.nullable().contains(column) && isAbsent(object, column);
  }

  private boolean isAbsent(JsonNode object, String column) {
    JsonNode value = object.get(column);
    return value == null
        || value.isNull()
        || (value.isTextual() && value.textValue().equals(layout.missingMark()));
  }

  private static JsonNode value(JsonNode object, String column) throws BadRowException {
    JsonNode value = object.get(column);
    if (value == null) {
      throw new BadRowException(MISSING_COLUMN, "column '" + column + "' is missing");
    }
    if (value.isNull()) {
      throw new BadRowException(MISSING_COLUMN, "column '" + column + "' is null");
    }
    return value;
  }

  static double asNumber(String column, JsonNode value) throws BadRowException {
    double number;
    if (value.isNumber()) {
      number = value.doubleValue();
    } else if (value.isTextual() && NUMBER.matcher(value.textValue()).matches()) {
      number = Double.parseDouble(value.textValue());
    } else {
      throw bad(column, "is not a number", value);
    }
    if (!Double.isFinite(number)) {
      throw bad(column, "is not finite", value);
    }
    if (Math.abs(number) > MAX_MAGNITUDE) {
      throw bad(column, "is beyond ±10^15", value);
    }
    return number;
  }

  private static double asFlag(String column, JsonNode value) throws BadRowException {
    return switch (value.isValueNode() ? value.asText() : "") {
      case "true", "1" -> 1;
      case "false", "0" -> 0;
      default -> throw bad(column, "is neither true nor false, 1 nor 0", value);
    };
  }

  /** A product that may be NaN, but not too large. */
  private static double limited(String column, double product) throws BadRowException {
    if (Math.abs(product) > MAX_MAGNITUDE) {
      throw new BadRowException(BAD_VALUE, "column '" + column + "' is beyond ±10^15: " + product);
    }
    return product;
  }

  private static String asText(String column, JsonNode value) throws BadRowException {
    boolean finite = !value.isNumber() || Double.isFinite(value.doubleValue());
    if (!value.isValueNode() || !finite) {
      throw bad(column, "is neither a text nor a finite number nor a boolean", value);
    }
    String text = value.asText();
    if (text.length() > MAX_TEXT) {
      throw bad(column, "is longer than " + MAX_TEXT + " characters", value);
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw bad(column, "has half a surrogate pair, which is no text", value);
    }
    return text;
  }

  private static BadRowException bad(String column, String what, JsonNode value) {
    return new BadRowException(
        BAD_VALUE, "column '" + column + "' " + what + ": " + Excerpt.of(value));
  }
}
