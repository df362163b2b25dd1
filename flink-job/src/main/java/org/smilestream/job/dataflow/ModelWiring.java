package org.smilestream.job.dataflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.smilestream.connectors.kafka.ObservationWatermarks;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.ModelRecord;
import org.smilestream.data.Outcome;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Posterior;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.options.RuntimeOptions;
import org.smilestream.model.ModelSpec;
import org.smilestream.operators.chains.ChainGroups;
import org.smilestream.operators.chains.ChainOperator;
import org.smilestream.operators.chains.GroupFanOut;
import org.smilestream.operators.chains.GroupedRow;
import org.smilestream.operators.control.ControlSplit;
import org.smilestream.operators.diagnostics.DiagnosticsOperator;
import org.smilestream.operators.diagnostics.ProbeDraw;
import org.smilestream.operators.input.DeadLetterSplit;
import org.smilestream.operators.input.HistoryOperator;
import org.smilestream.operators.input.LiveOperator;
import org.smilestream.operators.order.ControlledOrderOperator;
import org.smilestream.operators.order.OrderOperator;
import org.smilestream.operators.order.OrderedProcessOperator;
import org.smilestream.operators.order.OrderedRow;
import org.smilestream.operators.prediction.LateScoreOperator;
import org.smilestream.operators.prediction.PredictionOperator;
import org.smilestream.operators.prediction.RequestOperator;
import org.smilestream.operators.prediction.SwitchedRequestOperator;
import org.smilestream.operators.state.ModelFingerprint;

/**
 * The wiring of one model of the job: from its rows and requests to what it predicts, what it
 * learned and what it cannot use. What several models of a job share is {@link StreamJob}'s.
 */
final class ModelWiring {
  private static final String REQUESTS = "requests";

  private final StreamExecutionEnvironment environment;
  private final JobSettings settings;
  private final Schema schema;
  private final ModelSpec spec;
  private final ModelFingerprint fingerprint;
  private final JobEdge edge;
  private final Optional<Posterior> start;
  private final String suffix;

  ModelWiring(StreamExecutionEnvironment environment, StreamModel model) {
    this.environment = environment;
    settings = model.settings();
    schema = model.schema();
    edge = model.edge();
    start = model.start();
    spec = settings.spec(schema);
    fingerprint = ModelFingerprint.of(schema, spec, settings.learner().sampler());
    suffix = settings.modelName().map(name -> "-" + name).orElse("");
  }

  /** The model's name. */
  String model() {
    return schema.model();
  }

  /** The name and uid of an operator of this model. */
  String named(String operator) {
    return operator + suffix;
  }

  /** The requests of a job of one model. */
  SingleOutputStreamOperator<Row> requests(DataStream<ParsedRecord> records) {
    return parsed(records, new ProcessOperator<>(deadLetterSplit()), REQUESTS);
  }

  /** Its own of the requests that one source reads for all models. */
  SingleOutputStreamOperator<Row> ownRequests(DataStream<ModelRecord> records) {
    String model = schema.model();
    DataStream<ParsedRecord> own =
        records
            .filter(record -> record.model().equals(model))
            .name(named("own-requests"))
            .uid(named("own-requests"))
            .map(ModelRecord::record)
            .returns(TypeInformation.of(ParsedRecord.class))
            .name(named("requests-read"))
            .uid(named("requests-read"));
    return parsed(own, new ProcessOperator<>(deadLetterSplit()), named(REQUESTS));
  }

  /**
   * Learns and predicts.
   *
   * @param requests empty where nobody asks
   */
  Learned learn(Optional<SingleOutputStreamOperator<Row>> requests, Optional<Controls> controls) {
    List<SingleOutputStreamOperator<Row>> observations = observations();
    Optional<SingleOutputStreamOperator<PredictionTask>> tasks =
        requests.map(rows -> requestTasks(rows, controls));
    Learned learned = learn(observations, tasks, controls);
    List<DataStream<DeadLetter>> deadLetters = new ArrayList<>();
    List<DataStream<ControlAcknowledgement>> acknowledgements =
        new ArrayList<>(learned.acknowledgements());
    if (controls.isPresent() && tasks.isPresent()) {
      deadLetters.add(tasks.get().getSideOutput(SwitchedRequestOperator.NOT_ANSWERED));
      acknowledgements.add(tasks.get().getSideOutput(ControlSplit.ACKNOWLEDGEMENTS));
    }
    deadLetters.add(learned.deadLetters());
    List<SingleOutputStreamOperator<?>> measured = new ArrayList<>(observations);
    requests.ifPresent(measured::add);
    for (SingleOutputStreamOperator<?> rows : measured) {
      deadLetters.add(rows.getSideOutput(DeadLetterSplit.DEAD_LETTERS));
    }
    measured.addAll(learned.measured());
    return new Learned(
        learned.predictions(),
        learned.answers(),
        learned.tuner(),
        learned.diagnostics(),
        StreamJob.union(deadLetters),
        acknowledgements,
        measured);
  }

  private Learned learn(
      List<SingleOutputStreamOperator<Row>> observations,
      Optional<SingleOutputStreamOperator<PredictionTask>> requests,
      Optional<Controls> controls) {
    if (settings.keys().isPresent()) {
      return new KeyedModels(settings, settings.keys().get(), schema, edge)
          .build(StreamJob.union(observations), requests, controls);
    }
    SingleOutputStreamOperator<OrderedRow> ordered = order(observations, controls);
    SingleOutputStreamOperator<KnowledgeUpdate> samples = chains(ordered, controls.isPresent());
    SingleOutputStreamOperator<Prediction> predicted = predictions(ordered, requests, samples);
    Optional<DataStream<Prediction>> scored = lateScores(predicted, ordered);
    posterior(samples, ordered.getSideOutput(OrderOperator.KNOWLEDGE));
    SingleOutputStreamOperator<DiagnosticsReport> diagnostics =
        diagnostics(scored.orElse(predicted), samples);
    return new Learned(
        scored.<DataStream<Prediction>>map(predicted::union).orElse(predicted),
        Optional.of(predicted.getSideOutput(PredictionOperator.ANSWERS)),
        samples.getSideOutput(ChainOperator.STATISTICS),
        diagnostics,
        ordered.getSideOutput(OrderOperator.DEAD_LETTERS),
        controls
            .map(
                each ->
                    List.<DataStream<ControlAcknowledgement>>of(
                        ordered.getSideOutput(ControlSplit.ACKNOWLEDGEMENTS)))
            .orElse(List.of()),
        List.of(ordered, samples, predicted, diagnostics));
  }

  /**
   * The rows that come in live, labels that come apart from them and, where there is one, those of
   * the history. Until it has been read it holds back the watermark, so that rows of all get one
   * order.
   */
  private List<SingleOutputStreamOperator<Row>> observations() {
    List<SingleOutputStreamOperator<Row>> observations = new ArrayList<>();
    observations.add(live(edge.observations(), named("observations")));
    edge.labels().ifPresent(labels -> observations.add(live(labels, named("labels"))));
    edge.history().ifPresent(history -> observations.add(past(history, named("history"))));
    return observations;
  }

  private SingleOutputStreamOperator<Row> live(JobEdge.Rows rows, String name) {
    Optional<Duration> idleTimeout = settings.stream().idleTimeout();
    return parsed(input(rows, idleTimeout, name), new LiveOperator(deadLetterSplit()), name);
  }

  private SingleOutputStreamOperator<Row> past(JobEdge.Rows rows, String name) {
    return parsed(
        input(rows, Optional.empty(), name), new HistoryOperator(deadLetterSplit()), name);
  }

  private DataStream<ParsedRecord> input(
      JobEdge.Rows rows, Optional<Duration> idleTimeout, String name) {
    WatermarkStrategy<ParsedRecord> watermarks =
        new ObservationWatermarks(settings.stream().maxOutOfOrderness(), idleTimeout);
    return environment
        .fromSource(rows.source(), watermarks, name)
        .uid(name)
        .setParallelism(Math.min(environment.getParallelism(), rows.partitions()));
  }

  /** In as many subtasks as the records come from. */
  private static SingleOutputStreamOperator<Row> parsed(
      DataStream<ParsedRecord> records, ProcessOperator<ParsedRecord, Row> operator, String name) {
    String parsed = name + "-parsed";
    return records
        .transform(parsed, TypeInformation.of(Row.class), operator)
        .uid(parsed)
        .setParallelism(records.getParallelism());
  }

  private DeadLetterSplit deadLetterSplit() {
    return spec.likelihood().isOfCounts()
        ? DeadLetterSplit.ofCounts(schema.target())
        : new DeadLetterSplit();
  }

  private SingleOutputStreamOperator<OrderedRow> order(
      List<SingleOutputStreamOperator<Row>> observations, Optional<Controls> controls) {
    String model = schema.model();
    OrderOperator order =
        new OrderOperator(
            fingerprint,
            schema,
            spec.likelihood(),
            settings.learner().warmUpRows(),
            settings.stream().maxOutOfOrderness().toMillis(),
            edge.partitions(),
            settings.labels().limits(schema),
            start);
    KeyedStream<Row, String> rows = StreamJob.union(observations).keyBy(row -> model);
    TypeInformation<OrderedRow> type = TypeInformation.of(OrderedRow.class);
    SingleOutputStreamOperator<OrderedRow> ordered =
        controls
            .map(
                each ->
                    rows.connect(each.ofLearning(model, suffix).keyBy(record -> model))
                        .transform(
                            named("order"),
                            type,
                            new ControlledOrderOperator(order.controlledBy(settings.live()))))
            .orElseGet(
                () -> rows.transform(named("order"), type, new OrderedProcessOperator(order)));
    return ordered
        .uid(named("order"))
        // There is one key.
        .setParallelism(1);
  }

  private SingleOutputStreamOperator<KnowledgeUpdate> chains(
      DataStream<OrderedRow> ordered, boolean controlled) {
    JobSettings.Chains chains = settings.chains();
    ChainGroups groups =
        new ChainGroups(chains.count(), chains.groups(), RuntimeOptions.MAX_PARALLELISM);
    GroupFanOut fanOut = new GroupFanOut(groups);
    ChainOperator operator =
        new ChainOperator(
            schema.model(),
            fingerprint,
            spec,
            groups,
            settings.learner(),
            chains.engine(),
            chains.threads(),
            chains.limits(),
            start);
    return ordered
        .flatMap(fanOut)
        .returns(TypeInformation.of(GroupedRow.class))
        .name(named("chain-groups"))
        .uid(named("chain-groups"))
        .setParallelism(1)
        .keyBy(fanOut)
        .transform(
            named("chains"),
            TypeInformation.of(KnowledgeUpdate.class),
            controlled ? operator.controlledBy(settings.live()) : operator)
        .uid(named("chains"))
        .setParallelism(Math.min(environment.getParallelism(), chains.groups()));
  }

  private SingleOutputStreamOperator<Prediction> predictions(
      SingleOutputStreamOperator<OrderedRow> ordered,
      Optional<SingleOutputStreamOperator<PredictionTask>> requests,
      DataStream<KnowledgeUpdate> samples) {
    DataStream<PredictionTask> observed = ordered.getSideOutput(OrderOperator.TASKS).rebalance();
    DataStream<PredictionTask> tasks =
        requests.<DataStream<PredictionTask>>map(asked -> asked.union(observed)).orElse(observed);
    DataStream<KnowledgeUpdate> knowledge =
        samples.union(ordered.getSideOutput(OrderOperator.KNOWLEDGE));
    Optional<Double> recalibrationRate = settings.recalibrationRate(schema);
    SingleOutputStreamOperator<Prediction> predictions =
        tasks
            .connect(knowledge.broadcast())
            .transform(
                named("predictions"),
                TypeInformation.of(Prediction.class),
                new PredictionOperator(
                    schema.model(),
                    fingerprint,
                    spec,
                    settings.chains().count(),
                    settings.learner().samplesPerChain(),
                    start,
                    recalibrationRate))
            .uid(named("predictions"));
    // Each target moves the intervals of all rows after it.
    return recalibrationRate.isPresent() ? predictions.setParallelism(1) : predictions;
  }

  /** The predictions once more, when their labels have come. */
  private Optional<DataStream<Prediction>> lateScores(
      SingleOutputStreamOperator<Prediction> predicted,
      SingleOutputStreamOperator<OrderedRow> ordered) {
    if (!schema.hasLateLabels()) {
      return Optional.empty();
    }
    return Optional.of(
        predicted
            .getSideOutput(PredictionOperator.AWAITED)
            .keyBy(awaited -> awaited.row().sequence())
            .connect(ordered.getSideOutput(OrderOperator.OUTCOMES).keyBy(Outcome::sequence))
            .process(new LateScoreOperator(schema.model(), spec))
            .name(named("late-scores"))
            .uid(named("late-scores")));
  }

  private SingleOutputStreamOperator<PredictionTask> requestTasks(
      DataStream<Row> requests, Optional<Controls> controls) {
    String model = schema.model();
    TypeInformation<PredictionTask> type = TypeInformation.of(PredictionTask.class);
    SingleOutputStreamOperator<PredictionTask> tasks =
        controls
            .map(
                each ->
                    requests
                        .connect(each.ofAnswers(model, suffix).broadcast())
                        .transform(
                            named("request-tasks"), type, new SwitchedRequestOperator(model)))
            .orElseGet(
                () -> requests.transform(named("request-tasks"), type, new RequestOperator()));
    return tasks.uid(named("request-tasks"));
  }

  /** Draws keep their order within a chain: they stay in its task until they meet by the model. */
  private SingleOutputStreamOperator<DiagnosticsReport> diagnostics(
      DataStream<Prediction> predictions, DataStream<KnowledgeUpdate> samples) {
    DataStream<ProbeDraw> draws =
        samples
            .map(update -> ProbeDraw.of(update.sample()))
            .returns(TypeInformation.of(ProbeDraw.class))
            .name(named("probe-draws"))
            .uid(named("probe-draws"))
            .setParallelism(samples.getParallelism());
    return predictions
        .keyBy(Prediction::model)
        .connect(draws.keyBy(ProbeDraw::model))
        .process(new DiagnosticsOperator(settings.chains().count()))
        .name(named("diagnostics"))
        .uid(named("diagnostics"))
        .setParallelism(1);
  }

  /**
   * The samples, and beside them what another program needs in order to predict with them. Samples
   * are written by the task of their chain, so that of two in one slot the newer one is written
   * last.
   */
  private void posterior(
      DataStream<KnowledgeUpdate> samples, DataStream<KnowledgeUpdate> knowledge) {
    samples
        .map(KnowledgeUpdate::sample)
        .returns(TypeInformation.of(PosteriorSample.class))
        .name(named("posterior-samples"))
        .uid(named("posterior-samples"))
        .setParallelism(samples.getParallelism())
        .sinkTo(edge.posterior())
        .setParallelism(samples.getParallelism())
        .name(named("posterior-sink"))
        .uid(named("posterior-sink"));
    // There is no sample in the units of a scaler that still follows the rows.
    knowledge
        .filter(update -> update.scaler() == null || update.scaler().version() > 0)
        .name(named("posterior-model"))
        .uid(named("posterior-model"))
        .setParallelism(1)
        .sinkTo(edge.model())
        .setParallelism(1)
        .name(named("model-sink"))
        .uid(named("model-sink"));
  }
}
