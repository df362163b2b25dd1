package org.smilestream.sql;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Derivation;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;

/** Finds the features of a model in the input columns of a statement's model, by their names. */
final class InputColumns {
  private static final Set<LogicalTypeRoot> TIMES =
      Set.of(
          LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE,
          LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE);

  private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

  private final RowType input;
  private final Schema schema;
  private final List<Numeric> numeric;
  private final List<Cell> categorical;

  /** Null where the time is not among the columns. */
  private final Cell eventTime;

  /**
   * A column of a row. Flink lets a statement give an INT where the model says DOUBLE, or a DATE
   * where it says TIMESTAMP, and passes the value as it is (a DATE as the number of the day): its
   * class counts, not the type.
   */
  private record Cell(int index) {

    /** Null where there is no value. */
    Object in(GenericRowData row) {
      return row.getField(index);
    }
  }

  /**
   * A numeric feature.
   *
   * @param indicator whether it is 1 where the column is missing and else 0, and not its value
   * @param nullable whether the model has learned what a missing value means
   */
  private record Numeric(Cell column, boolean indicator, boolean nullable) {

    /** NaN where it is missing. */
    double read(GenericRowData row) {
      Object value = column.in(row);
      double number = value == null ? Double.NaN : number(value);
      if (indicator) {
        return Double.isNaN(number) ? 1 : 0;
      }
      return number;
    }

    boolean takes(double number) {
      return Double.isNaN(number) ? nullable : Double.isFinite(number);
    }
  }

  /**
   * @param input the columns that the statement gives to the model
   * @throws ValidationException in one sentence, if a feature is missing, a column is none of the
   *     model's, or a type does not fit
   */
  InputColumns(RowType input, Schema schema) {
    this.input = input;
    this.schema = schema;
    requireKnownColumns();
    numeric = schema.numeric().stream().map(this::numeric).toList();
    categorical =
        schema.categorical().stream().map(CategoricalColumn::name).map(this::categorical).toList();
    eventTime = eventTime();
  }

  private void requireKnownColumns() {
    Set<String> features =
        Stream.concat(
                schema.numeric().stream(),
                schema.categorical().stream().map(CategoricalColumn::name))
            .collect(Collectors.toSet());
    for (String column : input.getFieldNames()) {
      if (!features.contains(column) && !column.equals(schema.eventTime())) {
        throw new ValidationException(
            "input column '%s' is no feature of model '%s': it has %s"
                .formatted(column, schema.model(), String.join(", ", new TreeSet<>(features))));
      }
    }
  }

  private Numeric numeric(String feature) {
    boolean nullable = schema.numeric().contains(Derivation.MissingIndicator.nameFor(feature));
    if (input.getFieldIndex(feature) < 0) {
      for (String column : schema.numeric()) {
        if (feature.equals(Derivation.MissingIndicator.nameFor(column))) {
          return new Numeric(numericColumn(column), true, true);
        }
      }
    }
    return new Numeric(numericColumn(feature), false, nullable);
  }

  private Cell numericColumn(String name) {
    return column(
        name,
        "a number or BOOLEAN",
        type -> type.is(LogicalTypeFamily.NUMERIC) || type.is(LogicalTypeRoot.BOOLEAN));
  }

  private Cell categorical(String name) {
    return column(
        name,
        "STRING, an integer type or BOOLEAN",
        type ->
            type.is(LogicalTypeFamily.CHARACTER_STRING)
                || type.is(LogicalTypeFamily.INTEGER_NUMERIC)
                || type.is(LogicalTypeRoot.BOOLEAN));
  }

  /** A number that is also a feature is no event time. */
  private Cell eventTime() {
    String name = schema.eventTime();
    boolean given = input.getFieldIndex(name) >= 0 && !schema.numeric().contains(name);
    return given
        ? column(name, "TIMESTAMP_LTZ or TIMESTAMP", type -> TIMES.contains(type.getTypeRoot()))
        : null;
  }

  private Cell column(String name, String expected, Predicate<LogicalType> fits) {
    int index = input.getFieldIndex(name);
    if (index < 0) {
      throw new ValidationException(
          "model '%s' needs the input column '%s', of type %s"
              .formatted(schema.model(), name, expected));
    }
    LogicalType type = input.getTypeAt(index);
    if (!fits.test(type)) {
      throw new ValidationException(
          "input column '%s' of model '%s' must be of type %s, not %s"
              .formatted(name, schema.model(), expected, type.asSummaryString()));
    }
    return new Cell(index);
  }

  /** Whether rows have an event time. */
  boolean haveEventTime() {
    return eventTime != null;
  }

  /**
   * The features of a row; null if it lacks one that the model cannot do without: a number, unless
   * the model has learned what a missing one means, and one that is infinite; or the event time.
   */
  Row read(GenericRowData row) {
    double[] numbers = new double[numeric.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = numeric.get(i).read(row);
      if (!numeric.get(i).takes(numbers[i])) {
        return null;
      }
    }
    String[] categories = new String[categorical.size()];
    for (int i = 0; i < categories.length; i++) {
      Object value = categorical.get(i).in(row);
      // What is missing is a category of its own: the empty text.
      categories[i] = value == null ? "" : value.toString();
    }
    if (eventTime == null) {
      return row(Row.UNKNOWN, numbers, categories);
    }
    Object time = eventTime.in(row);
    return time == null ? null : row(millis(time), numbers, categories);
  }

  private static Row row(long time, double[] numeric, String[] categorical) {
    return new Row("", time, numeric, categorical, Double.NaN, null);
  }

  private static long millis(Object time) {
    return time instanceof Integer days
        ? days * MILLIS_PER_DAY
        : ((TimestampData) time).getMillisecond();
  }

  private static double number(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    if (value instanceof DecimalData decimal) {
      return decimal.toBigDecimal().doubleValue();
    }
    return ((Number) value).doubleValue();
  }
}
