package org.smilestream.job.dataflow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.MetricsReport;
import org.smilestream.data.ModelRecord;
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;
import org.smilestream.job.options.RuntimeOptions;
import org.smilestream.operators.metrics.OperatorMetrics;

/**
 * The job: one model, or several of which the champion answers. What they share is wired here, each
 * by itself in {@link ModelWiring}. Names are those in Flink's page; by the uids, which are the
 * same, state is found again.
 */
public final class StreamJob {
  private static final String REQUESTS = "requests";

  private final StreamExecutionEnvironment environment;
  private final List<StreamModel> models;

  /** What is shared is as this model has it. */
  private final StreamModel first;

  /**
   * A job between its models' edges.
   *
   * @param models the champion of the beginning first; the others answer when they have been found
   *     to be better
   */
  public StreamJob(StreamExecutionEnvironment environment, List<StreamModel> models) {
    this.environment = environment;
    this.models = List.copyOf(models);
    first = models.get(0);
  }

  /** Adds the whole job to the environment. */
  public void build() {
    environment.setMaxParallelism(RuntimeOptions.MAX_PARALLELISM);
    List<ModelWiring> wirings =
        models.stream().map(model -> new ModelWiring(environment, model)).toList();
    Map<String, SingleOutputStreamOperator<Row>> requests = requests(wirings);
    Optional<Controls> controls = Controls.of(environment, first.edge(), names());
    List<Learned> learned =
        wirings.stream()
            .map(
                wiring -> wiring.learn(Optional.ofNullable(requests.get(wiring.model())), controls))
            .toList();

    predictions(wirings, learned)
        .sinkTo(first.edge().predictions())
        .name("predictions-sink")
        .uid("predictions-sink");
    deadLetters(wirings, learned, controls);
    Controls.acknowledge(
        learned.stream().flatMap(each -> each.acknowledgements().stream()).toList(), first.edge());
    union(learned.stream().map(Learned::tuner).toList())
        .sinkTo(first.edge().tuner())
        .setParallelism(1)
        .name("tuner-sink")
        .uid("tuner-sink");
    union(learned.stream().map(Learned::diagnostics).toList())
        .sinkTo(first.edge().diagnostics())
        .setParallelism(1)
        .name("diagnostics-sink")
        .uid("diagnostics-sink");
    metrics(learned.stream().flatMap(each -> each.measured().stream()).toList());
  }

  private List<String> names() {
    return models.stream().map(StreamModel::name).toList();
  }

  /**
   * The requests as each model reads them, by the models' names; empty where nobody asks. One
   * source reads them for all, so that each request comes to each model. Whichever is the champion,
   * it goes on from the same offsets.
   */
  private Map<String, SingleOutputStreamOperator<Row>> requests(List<ModelWiring> wirings) {
    if (wirings.size() == 1) {
      return first
          .edge()
          .requests()
          .map(source -> Map.of(first.name(), wirings.get(0).requests(source(source))))
          .orElse(Map.of());
    }
    return first
        .edge()
        .requests(models.stream().map(StreamModel::schema).toList())
        .map(source -> ownRequests(source(source), wirings))
        .orElse(Map.of());
  }

  private static Map<String, SingleOutputStreamOperator<Row>> ownRequests(
      DataStream<ModelRecord> records, List<ModelWiring> wirings) {
    Map<String, SingleOutputStreamOperator<Row>> requests = new HashMap<>();
    wirings.forEach(wiring -> requests.put(wiring.model(), wiring.ownRequests(records)));
    return requests;
  }

  private <T> DataStream<T> source(Source<T, ?, ?> requests) {
    return environment
        .fromSource(requests, WatermarkStrategy.noWatermarks(), REQUESTS)
        .uid(REQUESTS);
  }

  /** What the job answers: one model's, or those of the champion among several. */
  private DataStream<Prediction> predictions(List<ModelWiring> wirings, List<Learned> learned) {
    if (models.size() == 1) {
      return learned.get(0).predictions();
    }
    for (int i = 0; i < models.size(); i++) {
      String sink = wirings.get(i).named("own-predictions-sink");
      DataStream<Prediction> own = learned.get(i).predictions();
      models
          .get(i)
          .edge()
          .ownPredictions()
          .ifPresent(target -> own.sinkTo(target).name(sink).uid(sink));
    }
    return new Champion(names(), first.settings().promotion(), first.edge())
        .predictions(
            union(learned.stream().map(Learned::predictions).toList()),
            union(learned.stream().map(each -> each.answers().orElseThrow()).toList()));
  }

  /** What each model cannot use; what one of several cannot names it. */
  private void deadLetters(
      List<ModelWiring> wirings, List<Learned> learned, Optional<Controls> controls) {
    for (int i = 0; i < models.size(); i++) {
      DataStream<DeadLetter> letters = learned.get(i).deadLetters();
      if (models.size() > 1) {
        letters = ofModel(letters, wirings.get(i), i > 0);
      }
      if (i == 0 && controls.isPresent()) {
        letters = letters.union(controls.get().deadLetters());
      }
      String sink = wirings.get(i).named("dead-letters-sink");
      letters.sinkTo(models.get(i).edge().deadLetters()).setParallelism(1).name(sink).uid(sink);
    }
  }

  private DataStream<DeadLetter> ofModel(
      DataStream<DeadLetter> letters, ModelWiring wiring, boolean challenger) {
    String model = wiring.model();
    int count = models.size();
    String name = wiring.named("own-dead-letters");
    return letters
        .map(
            letter -> challenger ? letter.ofChallenger(model, count) : letter.ofModel(model, count))
        .returns(TypeInformation.of(DeadLetter.class))
        .name(name)
        .uid(name);
  }

  private void metrics(List<SingleOutputStreamOperator<?>> operators) {
    operators.stream()
        .<DataStream<MetricsReport>>map(each -> each.getSideOutput(OperatorMetrics.REPORTS))
        .reduce(DataStream::union)
        .orElseThrow()
        .sinkTo(first.edge().metrics())
        .setParallelism(1)
        .name("metrics-sink")
        .uid("metrics-sink");
  }

  /** All of them in one. */
  static <T> DataStream<T> union(List<? extends DataStream<T>> streams) {
    DataStream<T> all = streams.get(0);
    for (DataStream<T> more : streams.subList(1, streams.size())) {
      all = all.union(more);
    }
    return all;
  }
}
