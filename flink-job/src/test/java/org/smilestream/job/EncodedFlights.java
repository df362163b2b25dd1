package org.smilestream.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.connectors.replay.ReplayRow;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.model.Likelihood;
import org.smilestream.operators.order.OrderOperator;
import org.smilestream.operators.order.OrderedRow;
import org.smilestream.operators.state.ModelFingerprint;

/** The bundled flights as the job's chains get them: parsed, ordered and encoded. */
final class EncodedFlights {
  private EncodedFlights() {}

  static List<EncodedRow> first(int count, int warmUpRows) throws Exception {
    Schema schema = Flights.schema();
    RowParser parser = new RowParser(schema, true);
    List<EncodedRow> encoded = new ArrayList<>();
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow>(
            new KeyedProcessOperator<>(
                new OrderOperator(
                    new ModelFingerprint(Map.of()),
                    schema,
                    Likelihood.GAUSSIAN_HETEROSCEDASTIC,
                    warmUpRows,
                    0,
                    List.of(),
                    Optional.empty(),
                    Optional.empty())),
            row -> schema.model(),
            Types.STRING)) {
      harness.open();
      List<ReplayRow> flights = Flights.rows().subList(0, count);
      for (int i = 0; i < count; i++) {
        Row row = parser.parse(flights.get(i).value(), "flights", 0, i).get(0).row();
        harness.processElement(row, row.eventTime());
      }
      harness.processWatermark(Long.MAX_VALUE);
      for (Object element : harness.getOutput()) {
        if (element instanceof StreamRecord<?> record) {
          encoded.add(((OrderedRow) record.getValue()).row());
        }
      }
    }
    return encoded;
  }
}
