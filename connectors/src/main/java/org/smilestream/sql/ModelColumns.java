package org.smilestream.sql;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.RowType;
import org.smilestream.data.Schema;

/** The columns of a statement's model, bound to the model of a posterior. */
record ModelColumns(InputColumns input, OutputColumns output) {

  /**
   * @throws ValidationException in one sentence, if they are not those of the model
   */
  static ModelColumns of(RowType input, RowType output, Schema schema) {
    InputColumns columns = new InputColumns(input, schema);
    return new ModelColumns(columns, new OutputColumns(output, schema, columns.haveEventTime()));
  }
}
