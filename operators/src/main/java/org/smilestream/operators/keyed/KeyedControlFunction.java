package org.smilestream.operators.keyed;

import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.ControlAcknowledgement.Status;
import org.smilestream.data.ControlRecord;
import org.smilestream.operators.control.ControlSplit;

/**
 * Sends retirements to the models of their keys and refuses all other control records: thousands of
 * models have their settings from one configuration.
 */
public final class KeyedControlFunction extends ProcessFunction<ControlRecord, KeyedRow> {
  private static final long serialVersionUID = 1;

  private final String model;

  public KeyedControlFunction(String model) {
    this.model = model;
  }

  @Override
  public void processElement(ControlRecord record, Context context, Collector<KeyedRow> out) {
    boolean retires = record.kind() == ControlRecord.Kind.RETIRE;
    context.output(
        ControlSplit.ACKNOWLEDGEMENTS,
        ControlAcknowledgement.of(
            model,
            record,
            retires ? Status.WAITING : Status.REFUSED,
            retires ? null : "with a model for each key there are only 'retire' and 'answers'"));
    if (retires) {
      out.collect(KeyedRow.of(record));
    }
  }
}
