package org.smilestream.connectors.format;

import static org.smilestream.data.DeadLetter.BAD_VALUE;
import static org.smilestream.data.DeadLetter.MALFORMED;
import static org.smilestream.data.DeadLetter.MISSING_COLUMN;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Origin;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

/** Makes a row of a JSON object whose members are the columns. */
final class RowReader {
  /** The largest magnitude of a number; beyond it moments and products lose all their digits. */
  private static final double MAX_MAGNITUDE = 1e15;

  /** The longest id or category, since they are kept in state. */
  static final int MAX_TEXT = 1000;

  /** Numbers in quotes: as JSON writes them, so neither "NaN" nor "0x10" nor "1d". */
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,30}(\\.\\d{1,40})?([eE][+-]?\\d{1,3})?");

  private static final Pattern MILLISECONDS = Pattern.compile("-?\\d{1,18}");

  private final Schema schema;
  private final boolean requireTarget;
  private final Map<String, Integer> classIndices = new HashMap<>();

  /**
   * @param requireTarget whether a row without the target is bad; if not, the target is not read
   */
  RowReader(Schema schema, boolean requireTarget) {
    this.schema = schema;
    this.requireTarget = requireTarget;
    for (String label : schema.classes()) {
      classIndices.put(label, classIndices.size());
    }
  }

  Row read(JsonNode object, Origin origin) throws BadRowException {
    if (!object.isObject()) {
      throw new BadRowException(MALFORMED, "the row is not a JSON object: " + Excerpt.of(object));
    }
    String id = text(object, schema.id());
    if (id.isEmpty()) {
      throw new BadRowException(BAD_VALUE, "column '" + schema.id() + "' is empty");
    }
    long eventTime = eventTime(object);
    double[] numeric = new double[schema.numeric().size()];
    for (int i = 0; i < numeric.length; i++) {
      numeric[i] = number(object, schema.numeric().get(i));
    }
    List<CategoricalColumn> columns = schema.categorical();
    String[] categorical = new String[columns.size()];
    for (int i = 0; i < categorical.length; i++) {
      categorical[i] = text(object, columns.get(i).name());
    }
    double target = requireTarget ? target(object) : Double.NaN;
    return new Row(id, eventTime, numeric, categorical, target, origin);
  }

  private double target(JsonNode object) throws BadRowException {
    if (schema.task() == Task.REGRESSION) {
      return number(object, schema.target());
    }
    Integer index = classIndices.get(text(object, schema.target()));
    if (index == null) {
      throw bad(
          schema.target(),
          "is none of the classes " + Excerpt.of(schema.classes().toString()),
          object.get(schema.target()));
    }
    return index;
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

  private static double number(JsonNode object, String column) throws BadRowException {
    JsonNode value = value(object, column);
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

  private static String text(JsonNode object, String column) throws BadRowException {
    JsonNode value = value(object, column);
    boolean finite = !value.isNumber() || Double.isFinite(value.doubleValue());
    if (!value.isValueNode() || !finite) {
      throw bad(column, "is neither a text nor a finite number nor a boolean", value);
    }
    String text = value.asText();
    if (text.length() > MAX_TEXT) {
      throw bad(column, "is longer than " + MAX_TEXT + " characters", value);
    }
    return text;
  }

  private long eventTime(JsonNode object) throws BadRowException {
    String column = schema.eventTime();
    JsonNode value = value(object, column);
    long time;
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      time = value.longValue();
    } else if (value.isTextual()) {
      time = eventTime(column, value);
    } else {
      throw bad(column, "is neither an ISO-8601 time nor whole milliseconds", value);
    }
    if (Math.abs((double) time) > MAX_MAGNITUDE) {
      throw bad(column, "is beyond ±10^15 milliseconds", value);
    }
    return time;
  }

  private static long eventTime(String column, JsonNode value) throws BadRowException {
    String text = value.textValue();
    if (MILLISECONDS.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    try {
      return EventTimes.parse(text);
    } catch (DateTimeException e) {
      throw bad(column, "is neither an ISO-8601 time nor whole milliseconds", value);
    }
  }

  private static BadRowException bad(String column, String what, JsonNode value) {
    return new BadRowException(
        BAD_VALUE, "column '" + column + "' " + what + ": " + Excerpt.of(value));
  }
}
