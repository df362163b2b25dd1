package org.smilestream.sql;

import java.util.Collection;
import java.util.List;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.types.logical.RowType;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Question;
import org.smilestream.data.Row;
import org.smilestream.posterior.Predictor;

/**
 * Predicts rows with the newest posterior that there is when they come, as the job answers
 * requests. Has no state: a statement that is restored reads the posterior anew.
 */
public final class PosteriorFunction extends PredictFunction {
  private static final long serialVersionUID = 1;

  private final PosteriorSource source;
  private final RowType input;
  private final RowType output;

  private transient LivePosterior posterior;
  private transient ModelColumns columns;
  private transient Predictor predictor;

  PosteriorFunction(PosteriorSource source, RowType input, RowType output) {
    this.source = source;
    this.input = input;
    this.output = output;
  }

  /**
   * Waits for the first posterior.
   *
   * @throws SuppressRestartsException around a {@link ValidationException}, if the columns are not
   *     those of its model, or if its topic holds several models and none is named
   * @throws IllegalStateException if none comes in time, or if it cannot be used
   */
  @Override
  public void open(FunctionContext context) throws Exception {
    posterior = source.open();
    try {
      ModelDescription model = posterior.await().model();
      columns = ModelColumns.of(input, output, model.schema());
      predictor = Predictor.following(model.schema().model(), model.spec());
    } catch (ValidationException e) {
      close();
      throw new SuppressRestartsException(e);
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  @Override
  public Collection<RowData> predict(RowData row) {
    Known known = posterior.newest();
    // That is what eval makes of its arguments.
    Row features = columns.input().read((GenericRowData) row);
    if (features == null) {
      return List.of(columns.output().unknown());
    }
    EncodedRow encoded = known.knowledge().encode(features);
    var evaluation =
        predictor.evaluate(encoded, known.knowledge().ensemble(), known.knowledge().scaler());
    Question asked = columns.output().asked();
    return List.of(columns.output().row(predictor.predict(encoded, evaluation, asked, null)));
  }

  @Override
  public void close() {
    if (posterior != null) {
      posterior.close();
      posterior = null;
    }
  }

  /** The posterior goes on meanwhile. */
  @Override
  public boolean isDeterministic() {
    return false;
  }
}
