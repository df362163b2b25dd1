package org.smilestream.operators.order;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.DoublePrimitiveArraySerializer;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.data.SeriesColumn;

/**
 * The newest values of each series, in keyed state, and the features that are made of them. There
 * are up to {@value #MAX_SERIES} series; rows of further ones have no earlier values.
 */
final class Series {
  static final int MAX_SERIES = 100_000;

  /** The category of what is missing. */
  private static final String MISSING = "";

  private final Schema schema;
  private final List<Feature> features = new ArrayList<>();

  /** How many values are kept. */
  private final Map<Source, Integer> lengths = new HashMap<>();

  private final MapState<String, double[]> values;
  private final ValueState<Integer> count;

  /**
   * Where values come from.
   *
   * @param of index among the numbers; −1: the target
   * @param key index among the categories; −1: all rows are one series
   */
  private record Source(int of, int key) {

    boolean isTarget() {
      return of < 0;
    }

    /** The series that a row belongs to; those of targets have the names of version 1. */
    String series(Row row) {
      String name = key < 0 ? "" : key + ":" + row.categorical()[key];
      return isTarget() ? name : "of " + of + ":" + name;
    }
  }

  /**
   * A column with its places.
   *
   * @param index among the numbers, or among the categories
   */
  private record Feature(SeriesColumn column, boolean numeric, int index, Source source) {}

  Series(RuntimeContext runtime, Schema schema) {
    this.schema = schema;
    List<String> categories = schema.categorical().stream().map(CategoricalColumn::name).toList();
    for (SeriesColumn column : schema.layout().series()) {
      int numeric = schema.numeric().indexOf(column.column());
      int index = numeric >= 0 ? numeric : categories.indexOf(column.column());
      if (index >= 0) {
        int of = column.of() == null ? -1 : schema.numeric().indexOf(column.of());
        int key = column.key() == null ? -1 : categories.indexOf(column.key());
        Source source = new Source(of, key);
        features.add(new Feature(column, numeric >= 0, index, source));
        lengths.merge(source, column.rows(), Math::max);
      }
    }
    values =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "series", StringSerializer.INSTANCE, DoublePrimitiveArraySerializer.INSTANCE));
    count = runtime.getState(new ValueStateDescriptor<>("series-count", IntSerializer.INSTANCE));
  }

  /** The next row of features, with those that are made of earlier rows. */
  Row fill(Row row) throws Exception {
    if (features.isEmpty()) {
      return row;
    }
    double[] numeric = row.numeric().clone();
    String[] categorical = row.categorical().clone();
    for (Feature feature : features) {
      double[] newest = values.get(feature.source().series(row));
      double value = newest == null ? Double.NaN : value(feature.column(), newest);
      if (feature.numeric()) {
        numeric[feature.index()] = value;
      } else {
        categorical[feature.index()] =
            Double.isNaN(value) ? MISSING : schema.classes().get((int) value);
      }
    }
    for (Source source : lengths.keySet()) {
      if (!source.isTarget() && !Double.isNaN(row.numeric()[source.of()])) {
        append(source, row, row.numeric()[source.of()]);
      }
    }
    return row.with(numeric, categorical);
  }

  private static double value(SeriesColumn column, double[] newest) {
    int from = Math.max(0, newest.length - column.rows());
    return switch (column.kind()) {
      case LAG -> newest.length < column.rows() ? Double.NaN : newest[from];
      case MEAN -> Arrays.stream(newest, from, newest.length).average().orElse(Double.NaN);
    };
  }

  /**
   * Takes in the target of a row that was learned from.
   *
   * @param target as it is learned, before it is standardised
   */
  void add(Row row, double target) throws Exception {
    for (Source source : lengths.keySet()) {
      if (source.isTarget()) {
        append(source, row, target);
      }
    }
  }

  private void append(Source source, Row row, double value) throws Exception {
    String name = source.series(row);
    double[] before = values.get(name);
    if (before != null || hasRoom()) {
      values.put(name, appended(before, value, lengths.get(source)));
    }
  }

  private boolean hasRoom() throws Exception {
    int known = count.value() == null ? 0 : count.value();
    if (known == MAX_SERIES) {
      return false;
    }
    count.update(known + 1);
    return true;
  }

  private static double[] appended(double[] before, double value, int length) {
    if (before == null) {
      return new double[] {value};
    }
    int from = Math.max(0, before.length + 1 - length);
    double[] after = Arrays.copyOfRange(before, from, before.length + 1);
    after[after.length - 1] = value;
    return after;
  }
}
