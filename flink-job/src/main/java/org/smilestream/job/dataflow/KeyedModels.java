package org.smilestream.job.dataflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.data.KeyColumn;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.options.KeyOptions;
import org.smilestream.operators.control.ControlSplit;
import org.smilestream.operators.keyed.KeyScores;
import org.smilestream.operators.keyed.KeyScoresOperator;
import org.smilestream.operators.keyed.KeyedControlFunction;
import org.smilestream.operators.keyed.KeyedModelOperator;
import org.smilestream.operators.keyed.KeyedModelSettings;
import org.smilestream.operators.keyed.KeyedRow;
import org.smilestream.operators.order.LatenessOperator;
import org.smilestream.operators.state.ModelFingerprint;

/**
 * The wiring of the learning part with a model for each key. Samples stay with their models:
 * nothing is broadcast, and the topic of the posterior gets nothing.
 */
public final class KeyedModels {
  private final JobSettings settings;
  private final JobSettings.Keys keys;
  private final KeyColumn column;
  private final Schema rowsWithKeys;
  private final Schema schema;
  private final JobEdge edge;

  /**
   * @param schema of the rows with their keys
   */
  KeyedModels(JobSettings settings, JobSettings.Keys keys, Schema schema, JobEdge edge) {
    this.settings = settings;
    this.keys = keys;
    column = keys.column(schema);
    rowsWithKeys = schema;
    this.schema = column.modelSchema();
    this.edge = edge;
  }

  Learned build(
      DataStream<Row> observations,
      Optional<? extends DataStream<PredictionTask>> requests,
      Optional<Controls> controls) {
    SingleOutputStreamOperator<Row> inTime = inTime(observations);
    DataStream<KeyedRow> rows = keyed(inTime, requests);
    Optional<SingleOutputStreamOperator<KeyedRow>> retirements = controls.map(this::retirements);
    SingleOutputStreamOperator<Prediction> predictions =
        models(retirements.<DataStream<KeyedRow>>map(rows::union).orElse(rows));
    List<DataStream<ControlAcknowledgement>> acknowledgements = new ArrayList<>();
    retirements.ifPresent(
        each -> {
          acknowledgements.add(each.getSideOutput(ControlSplit.ACKNOWLEDGEMENTS));
          acknowledgements.add(predictions.getSideOutput(ControlSplit.ACKNOWLEDGEMENTS));
        });
    SingleOutputStreamOperator<DiagnosticsReport> scores =
        scores(predictions.getSideOutput(KeyedModelOperator.SCORES));
    return new Learned(
        predictions,
        Optional.empty(),
        predictions.getSideOutput(KeyedModelOperator.STATISTICS),
        scores,
        inTime
            .getSideOutput(LatenessOperator.LATE)
            .union(predictions.getSideOutput(KeyedModelOperator.REFUSED)),
        acknowledgements,
        List.of(inTime, predictions, scores));
  }

  private SingleOutputStreamOperator<KeyedRow> retirements(Controls controls) {
    return controls
        .ofLearning(rowsWithKeys.model(), "")
        .process(new KeyedControlFunction(rowsWithKeys.model()))
        .name("retirements")
        .uid("retirements")
        .setParallelism(1);
  }

  private SingleOutputStreamOperator<Row> inTime(DataStream<Row> observations) {
    String model = schema.model();
    return observations
        .keyBy(row -> model)
        .process(
            new LatenessOperator(
                settings.stream().maxOutOfOrderness().toMillis(), edge.partitions()))
        .name("lateness")
        .uid("lateness")
        // There is one key.
        .setParallelism(1);
  }

  private DataStream<KeyedRow> keyed(
      SingleOutputStreamOperator<Row> observations,
      Optional<? extends DataStream<PredictionTask>> requests) {
    KeyColumn key = column;
    DataStream<KeyedRow> rows =
        observations
            .map(row -> keyed(key, row, false))
            .returns(TypeInformation.of(KeyedRow.class))
            .name("keyed-rows")
            .uid("keyed-rows")
            .setParallelism(1);
    if (requests.isEmpty()) {
      return rows;
    }
    return rows.union(
        requests
            .get()
            .map(task -> keyed(key, task.request(), true))
            .returns(TypeInformation.of(KeyedRow.class))
            .name("keyed-requests")
            .uid("keyed-requests"));
  }

  private static KeyedRow keyed(KeyColumn key, Row row, boolean request) {
    return new KeyedRow(key.key(row), key.modelRow(row), request);
  }

  /**
   * What the models have in common.
   *
   * @param settings with a key
   * @param schema of the rows with their keys
   */
  public static KeyedModelSettings settings(JobSettings settings, Schema schema) {
    JobSettings.Keys keys = settings.keys().orElseThrow();
    Schema rows = keys.column(schema).modelSchema();
    return new KeyedModelSettings(
        rows.model(),
        settings.model().spec(rows),
        rows.categorical().stream().map(CategoricalColumn::slots).toList(),
        settings.learner(),
        settings.chains().count(),
        settings.chains().engine(),
        settings.chains().limits().maxLagMillis(),
        keys.idle().map(Duration::toMillis).orElse(KeyedModelSettings.NEVER),
        keys.maxKeys(),
        keys.heapBytes());
  }

  private SingleOutputStreamOperator<Prediction> models(DataStream<KeyedRow> rows) {
    KeyedModelSettings models = settings(settings, rowsWithKeys);
    ModelFingerprint fingerprint =
        ModelFingerprint.of(schema, models.spec(), settings.learner().sampler())
            .with(KeyOptions.KEY.key(), "'" + keys.name() + "'");
    return rows.keyBy(KeyedRow::key)
        .transform(
            "keyed-models",
            TypeInformation.of(Prediction.class),
            new KeyedModelOperator(models, fingerprint, edge.partitions()))
        .uid("keyed-models");
  }

  private SingleOutputStreamOperator<DiagnosticsReport> scores(DataStream<KeyScores> scores) {
    return scores
        .keyBy(KeyScores::model)
        .process(new KeyScoresOperator())
        .name("key-scores")
        .uid("key-scores")
        .setParallelism(1);
  }
}
