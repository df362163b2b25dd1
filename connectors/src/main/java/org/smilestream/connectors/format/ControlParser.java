package org.smilestream.connectors.format;

import static org.smilestream.data.DeadLetter.BAD_VALUE;
import static org.smilestream.data.DeadLetter.MALFORMED;
import static org.smilestream.data.DeadLetter.MISSING_COLUMN;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.ControlRecord.Kind;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedControl;
import org.smilestream.data.TimeColumn;

/**
 * Makes control records of the bytes of a record: one JSON object with the members of its type and
 * no others, since a name that is not known is more likely a wrong one than one to be ignored. What
 * cannot be used becomes a dead letter with the reason; no input makes it throw. The rules:
 * docs/records.md.
 */
public final class ControlParser {
  /** The most characters of a name or a value. */
  static final int MAX_TEXT = 200;

  /** The most options that one record sets. */
  static final int MAX_OPTIONS = 100;

  private static final String ID = "id";
  private static final String TYPE = "type";
  private static final String MODEL = "model";
  private static final String FROM = "from";
  private static final String OPTIONS = "options";
  private static final String ON = "on";
  private static final String KEY = "key";

  private static final Set<String> OF_ALL = Set.of(ID, TYPE, MODEL);
  private static final Map<Kind, Set<String>> OWN =
      Map.of(
          Kind.SET, Set.of(FROM, OPTIONS),
          Kind.PAUSE, Set.of(FROM),
          Kind.RESUME, Set.of(FROM),
          Kind.REWARM, Set.of(FROM),
          Kind.ANSWERS, Set.of(ON),
          Kind.RETIRE, Set.of(FROM, KEY));

  private final TimeReader from = new TimeReader(new TimeColumn(FROM, null, null, null));

  /**
   * Parses a record.
   *
   * @param key its key, for a dead letter; null if it has none
   * @param record its bytes; null for a Kafka record without value
   */
  public ParsedControl parse(byte[] key, byte[] record, Origin origin) {
    byte[] bytes = record == null ? new byte[0] : record;
    try {
      return ParsedControl.of(control(RowParser.tree(bytes), origin));
    } catch (BadRowException e) {
      return ParsedControl.of(DeadLetter.of(e.code(), e.getMessage(), origin, key, bytes));
    }
  }

  private ControlRecord control(JsonNode json, Origin origin) throws BadRowException {
    if (!json.isObject()) {
      throw new BadRowException(MALFORMED, "the record is not a JSON object: " + Excerpt.of(json));
    }
    Kind kind = kind(json);
    Set<String> own = OWN.get(kind);
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      if (!OF_ALL.contains(member.getKey()) && !own.contains(member.getKey())) {
        throw new BadRowException(
            BAD_VALUE,
            "a record of type '%s' has no '%s'".formatted(name(kind), Excerpt.of(member.getKey())));
      }
    }
    return new ControlRecord(
        text(json, ID),
        json.hasNonNull(MODEL) ? text(json, MODEL) : null,
        kind,
        own.contains(FROM) ? from.read(required(json, FROM)) : ControlRecord.AT_ONCE,
        own.contains(OPTIONS) ? options(required(json, OPTIONS)) : Map.of(),
        own.contains(ON) && flag(json, ON),
        own.contains(KEY) ? text(json, KEY) : null,
        origin);
  }

  private static Kind kind(JsonNode json) throws BadRowException {
    String type = text(json, TYPE);
    return Arrays.stream(Kind.values())
        .filter(each -> name(each).equals(type))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    TYPE,
                    "is none of "
                        + Arrays.stream(Kind.values())
                            .map(ControlParser::name)
                            .collect(Collectors.joining(", ")),
                    json.get(TYPE)));
  }

  static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Values as text, in their order; null for one that goes back to what is configured. */
  private static Map<String, String> options(JsonNode json) throws BadRowException {
    if (!json.isObject() || json.isEmpty() || json.size() > MAX_OPTIONS) {
      throw bad(OPTIONS, "is not an object of 1 to " + MAX_OPTIONS + " options", json);
    }
    Map<String, String> options = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> option : json.properties()) {
      JsonNode value = option.getValue();
      if (!value.isValueNode()
          || value.asText().length() > MAX_TEXT
          || option.getKey().length() > MAX_TEXT) {
        throw bad(OPTIONS, "has a name or a value that is no short text or number", json);
      }
      options.put(option.getKey(), value.isNull() ? null : value.asText());
    }
    return options;
  }

  private static String text(JsonNode json, String name) throws BadRowException {
    JsonNode value = required(json, name);
    if (!value.isTextual()
        || value.textValue().isEmpty()
        || value.textValue().length() > MAX_TEXT) {
      throw bad(name, "is not a text of 1 to " + MAX_TEXT + " characters", value);
    }
    return value.textValue();
  }

  private static boolean flag(JsonNode json, String name) throws BadRowException {
    JsonNode value = required(json, name);
    if (!value.isBoolean()) {
      throw bad(name, "is neither true nor false", value);
    }
    return value.booleanValue();
  }

  private static JsonNode required(JsonNode json, String name) throws BadRowException {
    if (!json.hasNonNull(name)) {
      throw new BadRowException(MISSING_COLUMN, "'" + name + "' is missing");
    }
    return json.get(name);
  }

  private static BadRowException bad(String name, String what, JsonNode value) {
    return new BadRowException(BAD_VALUE, "'" + name + "' " + what + ": " + Excerpt.of(value));
  }
}
