package org.smilestream.operators.control;

import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.smilestream.data.Prediction;
import org.smilestream.data.Promotion;
import org.smilestream.operators.champion.ChampionOperator;

/**
 * Lets one answer to each request through. Keyed by the request, so that its answers by all models
 * meet in one place: the first of them that comes decides whose is given, the champion's of that
 * moment. A promotion between two answers to one request therefore changes nothing for it.
 *
 * <p>State: for a request whose answers have not all come, whose is given and how many came. Where
 * a model cannot read the request, its answer does not come: then what is kept is forgotten after
 * {@link #MEMORY}.
 */
public final class AnswerSelection
    extends KeyedBroadcastProcessFunction<String, Answer, Promotion, Prediction>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1;

  /** Who is the champion. */
  public static final MapStateDescriptor<String, String> CHAMPION =
      new MapStateDescriptor<>("champion", StringSerializer.INSTANCE, StringSerializer.INSTANCE);

  /** No two models answer a request as far apart as this, by the clock. */
  static final Duration MEMORY = Duration.ofMinutes(10);

  private static final String THE_ONE = "champion";

  private final List<String> models;
  private transient ValueState<Selection> selections;

  /**
   * @param models names of the models, the first of which is the champion at first
   */
  public AnswerSelection(List<String> models) {
    this.models = List.copyOf(models);
  }

  /** By the rule of {@link ChampionOperator}: whoever has gone is not remembered. */
  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    BroadcastState<String, String> champion =
        context.getOperatorStateStore().getBroadcastState(CHAMPION);
    String saved = champion.get(THE_ONE);
    if (saved == null || !models.contains(saved)) {
      champion.put(THE_ONE, models.get(0));
    }
  }

  /** All is written through. */
  @Override
  public void snapshotState(FunctionSnapshotContext context) {}

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<Selection> descriptor =
        new ValueStateDescriptor<>("selections", SelectionSerializer.INSTANCE);
    descriptor.enableTimeToLive(StateTtlConfig.newBuilder(MEMORY).build());
    selections = getRuntimeContext().getState(descriptor);
  }

  @Override
  public void processElement(Answer answer, ReadOnlyContext context, Collector<Prediction> out)
      throws Exception {
    Selection before = selections.value();
    Selection now =
        before == null
            ? new Selection(context.getBroadcastState(CHAMPION).get(THE_ONE), 1)
            : new Selection(before.model(), before.answers() + 1);
    if (now.answers() == models.size()) {
      selections.clear();
    } else {
      selections.update(now);
    }
    if (now.model().equals(answer.prediction().model())) {
      out.collect(answer.prediction());
    }
  }

  @Override
  public void processBroadcastElement(
      Promotion promotion, Context context, Collector<Prediction> out) throws Exception {
    if (promotion.promoted()) {
      context.getBroadcastState(CHAMPION).put(THE_ONE, promotion.model());
    }
  }
}
