package org.smilestream.operators.order;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Origin;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.model.Likelihood;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.state.ModelFingerprint;

/** Rows of a number and a city, as the tests of {@link OrderOperator} bring them. */
final class OrderHarnesses {
  static final Schema SCHEMA =
      new Schema(
          "test",
          Task.REGRESSION,
          "id",
          "time",
          List.of("x"),
          List.of(new CategoricalColumn("city", 3)),
          "y",
          List.of());
  static final ModelFingerprint MODEL = new ModelFingerprint(Map.of("model", "'test'"));

  private OrderHarnesses() {}

  static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness(int warmUpRows)
      throws Exception {
    return harness(MODEL, warmUpRows);
  }

  static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness(
      ModelFingerprint model, int warmUpRows) throws Exception {
    return harness(model, Likelihood.GAUSSIAN, warmUpRows);
  }

  static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness(
      ModelFingerprint model, Likelihood likelihood, int warmUpRows) throws Exception {
    return harness(
        new OrderOperator(
            model,
            SCHEMA,
            likelihood,
            warmUpRows,
            10,
            List.of("in-0", "in-1"),
            Optional.empty(),
            Optional.empty()));
  }

  /** The operator under the key of its model. */
  static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness(
      OrderOperator operator) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new OrderedProcessOperator(operator), row -> "test", Types.STRING);
  }

  static Row row(long time, int partition, long offset, String city) {
    double[] x = {10 + time};
    return new Row(
        "t" + time + "-p" + partition,
        time,
        x,
        new String[] {city},
        2.0 * time,
        new Origin("in", partition, offset, 0));
  }

  static List<EncodedRow> rows(
      KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness) {
    return Harnesses.values(harness).stream().map(OrderedRow::row).toList();
  }

  static List<String> ids(List<EncodedRow> rows) {
    return rows.stream().map(EncodedRow::id).toList();
  }

  static Row history(long time) {
    double[] x = {time};
    return new Row(
        "h" + time, time, x, new String[] {"a"}, time, new Origin("history", 0, time, 0));
  }
}
