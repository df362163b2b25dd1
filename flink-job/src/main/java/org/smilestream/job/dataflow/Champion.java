package org.smilestream.job.dataflow;

import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.smilestream.data.MetricsReport;
import org.smilestream.data.Prediction;
import org.smilestream.data.Promotion;
import org.smilestream.operators.champion.ChampionOperator;
import org.smilestream.operators.champion.PromotionSettings;
import org.smilestream.operators.control.Answer;
import org.smilestream.operators.control.AnswerSelection;
import org.smilestream.operators.metrics.OperatorMetrics;
import org.smilestream.operators.prediction.InOrderOperator;

/**
 * The wiring of the choice among several models. Predictions of observations go through one
 * subtask, as the rows have before them; answers to requests through all.
 *
 * @param models their names, the champion of the beginning first
 */
record Champion(List<String> models, PromotionSettings settings, JobEdge edge) {

  /** What the champion predicts of observations, and what it answers to requests. */
  DataStream<Prediction> predictions(DataStream<Prediction> all, DataStream<Answer> answers) {
    SingleOutputStreamOperator<Prediction> observed = observed(all);
    DataStream<Promotion> promotions = observed.getSideOutput(ChampionOperator.PROMOTIONS);
    promotions
        .sinkTo(edge.promotions())
        .setParallelism(1)
        .name("promotions-sink")
        .uid("promotions-sink");
    DataStream<MetricsReport> metrics = observed.getSideOutput(OperatorMetrics.REPORTS);
    metrics
        .sinkTo(edge.metrics())
        .setParallelism(1)
        .name("champion-metrics-sink")
        .uid("champion-metrics-sink");
    return observed.union(selected(answers, promotions));
  }

  private SingleOutputStreamOperator<Prediction> observed(DataStream<Prediction> all) {
    DataStream<Prediction> rows =
        all.filter(prediction -> prediction.sequence() >= 0)
            .name("observed-predictions")
            .uid("observed-predictions");
    DataStream<Prediction> ordered =
        edge.isPatient()
            ? rows.transform(
                    "in-order", TypeInformation.of(Prediction.class), new InOrderOperator())
                .uid("in-order")
                .setParallelism(1)
            : rows;
    return ordered
        .process(new ChampionOperator(models, settings))
        .name("champion")
        .uid("champion")
        .setParallelism(1);
  }

  private DataStream<Prediction> selected(
      DataStream<Answer> answers, DataStream<Promotion> promotions) {
    return answers
        .keyBy(Answer::request)
        .connect(promotions.broadcast(AnswerSelection.CHAMPION))
        .process(new AnswerSelection(models))
        .name("answers")
        .uid("answers");
  }
}
