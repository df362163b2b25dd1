package org.smilestream.sql;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.ml.PredictRuntimeProvider;
import org.apache.flink.table.types.logical.RowType;

/**
 * A model whose function predicts with a posterior.
 *
 * @param input columns that a statement gives, and {@code output} those that it gets
 */
record PosteriorProvider(PosteriorSource source, RowType input, RowType output)
    implements PredictRuntimeProvider {

  /**
   * @throws ValidationException if the model is known by now and its columns are others, or if the
   *     topic holds several and none is named
   */
  @Override
  public PredictFunction createPredictFunction(Context context) {
    source.look().ifPresent(model -> ModelColumns.of(input, output, model.schema()));
    return new PosteriorFunction(source, input, output);
  }

  @Override
  public ModelProvider copy() {
    return this;
  }
}
