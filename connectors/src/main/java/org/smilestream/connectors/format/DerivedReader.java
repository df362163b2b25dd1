package org.smilestream.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.smilestream.data.Derivation;
import org.smilestream.data.SeriesColumn;
import org.smilestream.data.TimeColumn;

/** Reads the parts of a schema that say how times and derived columns come about. */
final class DerivedReader {
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "milliseconds", ChronoUnit.MILLIS,
          "seconds", ChronoUnit.SECONDS,
          "minutes", ChronoUnit.MINUTES,
          "hours", ChronoUnit.HOURS,
          "days", ChronoUnit.DAYS);
  private static final int MAX_LAG = 10_000;
  private static final int MAX_BUCKETS = 1_000_000;

  private final String file;
  private final List<TimeColumn> eventTime;
  private final List<TimeColumn> labelTime;
  private final Map<String, Derivation> derivations = new LinkedHashMap<>();
  private final Map<String, SeriesColumn> series = new LinkedHashMap<>();
  private final Set<String> ahead = new HashSet<>();

  DerivedReader(String file, JsonNode root) {
    this.file = file;
    JsonNode time = root.path("eventTime");
    if (time.isMissingNode()) {
      throw invalid("lacks the key 'eventTime'");
    }
    eventTime = times("key 'eventTime'", time);
    labelTime = root.has("labelTime") ? times("key 'labelTime'", root.get("labelTime")) : List.of();
    JsonNode derived = root.path("derived");
    if (!derived.isMissingNode() && !derived.isObject()) {
      throw invalid(
          "needs columns, as in {hour: {part: hour}}, at key 'derived', not "
              + Excerpt.of(derived));
    }
    derived.fieldNames().forEachRemaining(ahead::add);
    for (Map.Entry<String, JsonNode> column : derived.properties()) {
      derive(column.getKey(), column.getValue());
    }
  }

  /** The columns whose sum is the event time; at least one. */
  List<TimeColumn> eventTime() {
    return eventTime;
  }

  /** The columns whose sum is the event time of a late label; empty where labels are not late. */
  List<TimeColumn> labelTime() {
    return labelTime;
  }

  Map<String, Derivation> derivations() {
    return derivations;
  }

  /** Columns that are made of earlier rows, by name. */
  Map<String, SeriesColumn> series() {
    return series;
  }

  private void derive(String name, JsonNode value) {
    String place = "key 'derived." + name + "'";
    if (value.has("part")) {
      requireKeys(place, value, Set.of("part", "of", "zone"));
      List<TimeColumn> of = value.has("of") ? times(place, value.get("of")) : List.of();
      derivations.put(name, new Derivation.TimePart(part(place, value), of, zone(place, value)));
    } else if (value.has("product")) {
      requireKeys(place, value, Set.of("product"));
      derivations.put(name, new Derivation.Product(factors(place, value.get("product"))));
    } else if (value.has("hash")) {
      requireKeys(place, value, Set.of("hash", "buckets"));
      derivations.put(name, hash(place, value));
    } else if (value.has("lag")) {
      series.put(name, series(name, place, value, "lag", SeriesColumn.Kind.LAG));
    } else if (value.has("mean")) {
      series.put(name, series(name, place, value, "mean", SeriesColumn.Kind.MEAN));
    } else {
      throw invalid(
          "needs one of 'part', 'product', 'hash', 'lag' and 'mean' at %s, not %s"
              .formatted(place, Excerpt.of(value)));
    }
    ahead.remove(name);
  }

  private Derivation.Hash hash(String place, JsonNode value) {
    JsonNode column = value.get("hash");
    JsonNode buckets = value.path("buckets");
    if (!column.isTextual() || ahead.contains(column.textValue())) {
      throw invalid(
          "needs a column to hash at %s, which is not derived after it, not %s"
              .formatted(place, Excerpt.of(column)));
    }
    requireInRecord(place, column.textValue());
    if (!buckets.isInt() || buckets.intValue() < 2 || buckets.intValue() > MAX_BUCKETS) {
      throw invalid(
          "needs a number of 'buckets' from 2 to %d at %s, not %s"
              .formatted(MAX_BUCKETS, place, Excerpt.of(buckets)));
    }
    return new Derivation.Hash(column.textValue(), buckets.intValue());
  }

  private SeriesColumn series(
      String name, String place, JsonNode value, String what, SeriesColumn.Kind kind) {
    requireKeys(place, value, Set.of(what, "of", "key"));
    JsonNode rows = value.get(what);
    if (!rows.isInt() || rows.intValue() < 1 || rows.intValue() > MAX_LAG) {
      throw invalid(
          "needs a number of rows from 1 to %d for the %s at %s, not %s"
              .formatted(MAX_LAG, what, place, Excerpt.of(rows)));
    }
    String of = value.has("of") ? value.get("of").asText() : null;
    String key = value.has("key") ? value.get("key").asText() : null;
    return new SeriesColumn(name, kind, rows.intValue(), of, key);
  }

  /** Refuses what a record cannot know. */
  private void requireInRecord(String place, String column) {
    if (series.containsKey(column)) {
      throw invalid(
          "makes the column at %s of column '%s', which is made of earlier rows"
              .formatted(place, column));
    }
  }

  private Derivation.Part part(String place, JsonNode value) {
    return switch (value.get("part").asText()) {
      case "hour" -> Derivation.Part.HOUR;
      case "weekday" -> Derivation.Part.WEEKDAY;
      case "month" -> Derivation.Part.MONTH;
      default ->
          throw invalid(
              "needs 'hour', 'weekday' or 'month' as the part at %s, not %s"
                  .formatted(place, Excerpt.of(value.get("part"))));
    };
  }

  /** Columns of the record, or derived ones that stand before: so no column is made of itself. */
  private List<String> factors(String place, JsonNode columns) {
    List<String> factors = new ArrayList<>();
    columns.forEach(column -> factors.add(column.isTextual() ? column.textValue() : ""));
    if (!columns.isArray() || factors.size() < 2 || factors.contains("")) {
      throw invalid(
          "needs a list of two or more columns for the product at %s, not %s"
              .formatted(place, Excerpt.of(columns)));
    }
    for (String factor : factors) {
      if (ahead.contains(factor)) {
        throw invalid(
            "makes the product at %s of column '%s', which is not derived before it"
                .formatted(place, factor));
      }
      requireInRecord(place, factor);
    }
    return factors;
  }

  /** A column, or one with its pattern or unit, or a list of such, which are added. */
  private List<TimeColumn> times(String place, JsonNode value) {
    List<TimeColumn> columns = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(term -> columns.add(time(place, term)));
    } else {
      columns.add(time(place, value));
    }
    if (columns.isEmpty()) {
      throw invalid("needs a column at " + place + ", not " + Excerpt.of(value));
    }
    return columns;
  }

  private TimeColumn time(String place, JsonNode value) {
    if (value.isTextual() && !value.textValue().isBlank()) {
      return new TimeColumn(value.textValue(), null, null, null);
    }
    JsonNode column = value.path("column");
    if (!column.isTextual() || column.textValue().isBlank()) {
      throw invalid("needs a name at " + place + ", not " + Excerpt.of(value));
    }
    requireKeys(place, value, Set.of("column", "pattern", "zone", "unit"));
    if (value.has("pattern") && value.has("unit")) {
      throw invalid("has both 'pattern' and 'unit' at " + place);
    }
    return new TimeColumn(
        column.textValue(), pattern(place, value), zone(place, value), unit(place, value));
  }

  private String pattern(String place, JsonNode value) {
    if (!value.has("pattern")) {
      return null;
    }
    String pattern = value.get("pattern").asText();
    try {
      DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
      return pattern;
    } catch (IllegalArgumentException e) {
      throw invalid(
          "has no pattern of a date or time at %s: '%s' (%s)"
              .formatted(place, pattern, e.getMessage()));
    }
  }

  private ZoneId zone(String place, JsonNode value) {
    if (!value.has("zone")) {
      return ZoneOffset.UTC;
    }
    try {
      return ZoneId.of(value.get("zone").asText());
    } catch (DateTimeException e) {
      throw invalid(
          "needs a time zone, such as 'America/Chicago', at %s, not %s"
              .formatted(place, Excerpt.of(value.get("zone"))));
    }
  }

  private ChronoUnit unit(String place, JsonNode value) {
    if (!value.has("unit")) {
      return null;
    }
    ChronoUnit unit = UNITS.get(value.get("unit").asText());
    if (unit == null) {
      throw invalid(
          "needs 'milliseconds', 'seconds', 'minutes', 'hours' or 'days' as the unit at %s, not %s"
              .formatted(place, Excerpt.of(value.get("unit"))));
    }
    return unit;
  }

  private void requireKeys(String place, JsonNode value, Set<String> known) {
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      if (!known.contains(entry.getKey())) {
        throw invalid(
            "has the unknown key '%s' with the value %s at %s"
                .formatted(entry.getKey(), Excerpt.of(entry.getValue()), place));
      }
    }
  }

  private InvalidSchemaException invalid(String what) {
    return new InvalidSchemaException("schema file '" + file + "' " + what);
  }
}
