package org.smilestream.operators.prediction;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.DoubleSerializer;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.smilestream.data.Outcome;
import org.smilestream.data.Prediction;
import org.smilestream.model.ModelSpec;
import org.smilestream.posterior.Predictor;

/**
 * Scores predictions when the labels have come: each with what it was made with, and nothing that
 * was learned since. Keyed by the number of the row.
 *
 * <p>The order operator decides how long a row waits, and says so with an outcome for each; so the
 * state here needs no limit of its own. The outcome may be here before the prediction, which waits
 * for the watermark.
 */
public final class LateScoreOperator
    extends KeyedCoProcessFunction<Long, AwaitedScore, Outcome, Prediction> {
  private static final long serialVersionUID = 1;

  private final String model;
  private final ModelSpec spec;

  private transient Predictor predictor;
  private transient ValueState<AwaitedScore> awaited;
  private transient ValueState<Double> outcomes;

  public LateScoreOperator(String model, ModelSpec spec) {
    this.model = model;
    this.spec = spec;
  }

  @Override
  public void open(OpenContext context) {
    var runtime = getRuntimeContext();
    predictor = new Predictor(model, spec);
    awaited =
        runtime.getState(
            new ValueStateDescriptor<>("awaited-scores", AwaitedScoreSerializer.INSTANCE));
    outcomes = runtime.getState(new ValueStateDescriptor<>("outcomes", DoubleSerializer.INSTANCE));
  }

  @Override
  public void processElement1(AwaitedScore score, Context context, Collector<Prediction> out)
      throws Exception {
    Double target = outcomes.value();
    if (target == null) {
      awaited.update(score);
    } else {
      outcomes.clear();
      score(score, target, out);
    }
  }

  @Override
  public void processElement2(Outcome outcome, Context context, Collector<Prediction> out)
      throws Exception {
    AwaitedScore score = awaited.value();
    if (score == null) {
      outcomes.update(outcome.target());
    } else {
      awaited.clear();
      score(score, outcome.target(), out);
    }
  }

  private void score(AwaitedScore score, double target, Collector<Prediction> out) {
    if (!Double.isNaN(target)) {
      out.collect(predictor.predict(score.row().withTarget(target), score.evaluation()));
    }
  }
}
