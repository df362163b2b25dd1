package org.smilestream.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.smilestream.connectors.kafka.ObservationWatermarks;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.MetricsReport;
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
import org.smilestream.operators.ChainGroups;
import org.smilestream.operators.ChainOperator;
import org.smilestream.operators.DeadLetterSplit;
import org.smilestream.operators.DiagnosticsOperator;
import org.smilestream.operators.GroupFanOut;
import org.smilestream.operators.GroupedRow;
import org.smilestream.operators.LateScoreOperator;
import org.smilestream.operators.ModelFingerprint;
import org.smilestream.operators.OperatorMetrics;
import org.smilestream.operators.OrderOperator;
import org.smilestream.operators.OrderedProcessOperator;
import org.smilestream.operators.OrderedRow;
import org.smilestream.operators.PredictionOperator;
import org.smilestream.operators.ProbeDraw;
import org.smilestream.operators.RequestOperator;

/**
 * The wiring of the job: which operator feeds which, their names, and the uids under which their
 * state is found again.
 */
public final class StreamJob {
  private final StreamExecutionEnvironment environment;
  private final JobSettings settings;
  private final Schema schema;
  private final ModelSpec spec;
  private final ModelFingerprint fingerprint;
  private final JobEdge edge;
  private final Optional<Posterior> start;

  /**
   * The job of a model between an edge's sources and sinks.
   *
   * @param start what a new job starts from
   */
  public StreamJob(
      StreamExecutionEnvironment environment,
      JobSettings settings,
      Schema schema,
      JobEdge edge,
      Optional<Posterior> start) {
    this.environment = environment;
    this.settings = settings;
    this.schema = schema;
    this.edge = edge;
    this.start = start;
    spec = settings.spec(schema);
    fingerprint = ModelFingerprint.of(schema, spec, settings.learner().sampler());
  }

  /** Adds the whole job to the environment. */
  public void build() {
    environment.setMaxParallelism(RuntimeOptions.MAX_PARALLELISM);
    List<SingleOutputStreamOperator<Row>> observations = observations();
    Optional<SingleOutputStreamOperator<Row>> requests = requests();
    Learned learned = learn(observations, requests);
    List<DataStream<DeadLetter>> deadLetters = new ArrayList<>();
    deadLetters.add(learned.deadLetters());
    for (SingleOutputStreamOperator<Row> rows : observations) {
      deadLetters.add(rows.getSideOutput(DeadLetterSplit.DEAD_LETTERS));
    }
    requests.ifPresent(rows -> deadLetters.add(rows.getSideOutput(DeadLetterSplit.DEAD_LETTERS)));

    learned
        .predictions()
        .sinkTo(edge.predictions())
        .name("predictions-sink")
        .uid("predictions-sink");
    union(deadLetters)
        .sinkTo(edge.deadLetters())
        .setParallelism(1)
        .name("dead-letters-sink")
        .uid("dead-letters-sink");
    learned.tuner().sinkTo(edge.tuner()).setParallelism(1).name("tuner-sink").uid("tuner-sink");
    learned
        .diagnostics()
        .sinkTo(edge.diagnostics())
        .setParallelism(1)
        .name("diagnostics-sink")
        .uid("diagnostics-sink");
    List<SingleOutputStreamOperator<?>> measured = new ArrayList<>(observations);
    requests.ifPresent(measured::add);
    measured.addAll(learned.measured());
    metrics(measured);
  }

  private Learned learn(
      List<SingleOutputStreamOperator<Row>> observations,
      Optional<SingleOutputStreamOperator<Row>> requests) {
    if (settings.keys().isPresent()) {
      return new KeyedModels(settings, settings.keys().get(), schema, edge)
          .build(union(observations), requests.map(StreamJob::requestTasks));
    }
    SingleOutputStreamOperator<OrderedRow> ordered = order(observations);
    SingleOutputStreamOperator<KnowledgeUpdate> samples = chains(ordered);
    SingleOutputStreamOperator<Prediction> predicted = predictions(ordered, requests, samples);
    Optional<DataStream<Prediction>> scored = lateScores(predicted, ordered);
    posterior(samples, ordered.getSideOutput(OrderOperator.KNOWLEDGE));
    SingleOutputStreamOperator<DiagnosticsReport> diagnostics =
        diagnostics(scored.orElse(predicted), samples);
    return new Learned(
        scored.<DataStream<Prediction>>map(predicted::union).orElse(predicted),
        samples.getSideOutput(ChainOperator.STATISTICS),
        diagnostics,
        ordered.getSideOutput(OrderOperator.DEAD_LETTERS),
        List.of(ordered, samples, predicted, diagnostics));
  }

  private static <T> DataStream<T> union(List<? extends DataStream<T>> streams) {
    DataStream<T> all = streams.get(0);
    for (DataStream<T> more : streams.subList(1, streams.size())) {
      all = all.union(more);
    }
    return all;
  }

  /**
   * The rows that come in live, labels that come apart from them and, where there is one, those of
   * the history: a stream of its own that ends. Until then it holds back the watermark, so that
   * rows of all get one order.
   */
  private List<SingleOutputStreamOperator<Row>> observations() {
    JobSettings.Stream stream = settings.stream();
    WatermarkStrategy<ParsedRecord> live =
        new ObservationWatermarks(stream.maxOutOfOrderness(), stream.idleTimeout());
    WatermarkStrategy<ParsedRecord> past =
        new ObservationWatermarks(stream.maxOutOfOrderness(), Optional.empty());
    List<SingleOutputStreamOperator<Row>> observations = new ArrayList<>();
    observations.add(input(edge.observations(), live, "observations"));
    edge.labels().ifPresent(labels -> observations.add(input(labels, live, "labels")));
    edge.history().ifPresent(history -> observations.add(input(history, past, "history")));
    return observations;
  }

  private Optional<SingleOutputStreamOperator<Row>> requests() {
    return edge.requests()
        .map(
            source ->
                input(
                    new JobEdge.Rows(source, RuntimeOptions.MAX_PARALLELISM),
                    WatermarkStrategy.noWatermarks(),
                    "requests"));
  }

  private SingleOutputStreamOperator<Row> input(
      JobEdge.Rows rows, WatermarkStrategy<ParsedRecord> watermarks, String name) {
    int parallelism = Math.min(environment.getParallelism(), rows.partitions());
    return environment
        .fromSource(rows.source(), watermarks, name)
        .uid(name)
        .setParallelism(parallelism)
        .process(
            spec.likelihood().isOfCounts()
                ? DeadLetterSplit.ofCounts(schema.target())
                : new DeadLetterSplit())
        .name(name + "-parsed")
        .uid(name + "-parsed")
        .setParallelism(parallelism);
  }

  private SingleOutputStreamOperator<OrderedRow> order(
      List<SingleOutputStreamOperator<Row>> observations) {
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
    return union(observations)
        .keyBy(row -> model)
        .transform("order", TypeInformation.of(OrderedRow.class), new OrderedProcessOperator(order))
        .uid("order")
        // There is one key.
        .setParallelism(1);
  }

  private SingleOutputStreamOperator<KnowledgeUpdate> chains(DataStream<OrderedRow> ordered) {
    JobSettings.Chains chains = settings.chains();
    ChainGroups groups =
        new ChainGroups(chains.count(), chains.groups(), RuntimeOptions.MAX_PARALLELISM);
    GroupFanOut fanOut = new GroupFanOut(groups);
    return ordered
        .flatMap(fanOut)
        .returns(TypeInformation.of(GroupedRow.class))
        .name("chain-groups")
        .uid("chain-groups")
        .setParallelism(1)
        .keyBy(fanOut)
        .transform(
            "chains",
            TypeInformation.of(KnowledgeUpdate.class),
            new ChainOperator(
                schema.model(),
                fingerprint,
                spec,
                groups,
                settings.learner(),
                chains.engine(),
                chains.threads(),
                chains.maxLag().map(Duration::toMillis).orElse(ChainOperator.NO_LIMIT),
                start))
        .uid("chains")
        .setParallelism(Math.min(environment.getParallelism(), chains.groups()));
  }

  private SingleOutputStreamOperator<Prediction> predictions(
      SingleOutputStreamOperator<OrderedRow> ordered,
      Optional<SingleOutputStreamOperator<Row>> requests,
      DataStream<KnowledgeUpdate> samples) {
    DataStream<PredictionTask> observed = ordered.getSideOutput(OrderOperator.TASKS).rebalance();
    DataStream<PredictionTask> tasks =
        requests
            .<DataStream<PredictionTask>>map(rows -> requestTasks(rows).union(observed))
            .orElse(observed);
    DataStream<KnowledgeUpdate> knowledge =
        samples.union(ordered.getSideOutput(OrderOperator.KNOWLEDGE));
    return tasks
        .connect(knowledge.broadcast())
        .transform(
            "predictions",
            TypeInformation.of(Prediction.class),
            new PredictionOperator(
                schema.model(),
                fingerprint,
                spec,
                settings.chains().count(),
                settings.learner().samplesPerChain(),
                start))
        .uid("predictions");
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
            .name("late-scores")
            .uid("late-scores"));
  }

  private static DataStream<PredictionTask> requestTasks(DataStream<Row> requests) {
    return requests
        .transform("request-tasks", TypeInformation.of(PredictionTask.class), new RequestOperator())
        .uid("request-tasks");
  }

  private SingleOutputStreamOperator<DiagnosticsReport> diagnostics(
      DataStream<Prediction> predictions, DataStream<KnowledgeUpdate> samples) {
    DataStream<ProbeDraw> draws =
        samples
            .map(update -> ProbeDraw.of(update.sample()))
            .returns(TypeInformation.of(ProbeDraw.class))
            .name("probe-draws")
            .uid("probe-draws");
    return predictions
        .keyBy(Prediction::model)
        .connect(draws.keyBy(ProbeDraw::model))
        .process(new DiagnosticsOperator(settings.chains().count()))
        .name("diagnostics")
        .uid("diagnostics")
        .setParallelism(1);
  }

  private void metrics(List<SingleOutputStreamOperator<?>> operators) {
    operators.stream()
        .<DataStream<MetricsReport>>map(each -> each.getSideOutput(OperatorMetrics.REPORTS))
        .reduce(DataStream::union)
        .orElseThrow()
        .sinkTo(edge.metrics())
        .setParallelism(1)
        .name("metrics-sink")
        .uid("metrics-sink");
  }

  /** The samples, and beside them what another program needs in order to predict with them. */
  private void posterior(
      DataStream<KnowledgeUpdate> samples, DataStream<KnowledgeUpdate> knowledge) {
    samples
        .map(KnowledgeUpdate::sample)
        .returns(TypeInformation.of(PosteriorSample.class))
        .name("posterior-samples")
        .uid("posterior-samples")
        .sinkTo(edge.posterior())
        .name("posterior-sink")
        .uid("posterior-sink");
    // There is no sample in the units of a scaler that still follows the rows.
    knowledge
        .filter(update -> update.scaler() == null || update.scaler().version() > 0)
        .name("posterior-model")
        .uid("posterior-model")
        .setParallelism(1)
        .sinkTo(edge.model())
        .setParallelism(1)
        .name("model-sink")
        .uid("model-sink");
  }
}
