package org.smilestream.job.dataflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.common.TopicPartition;
import org.smilestream.connectors.format.ModelRecordFormat;
import org.smilestream.connectors.format.PredictionAvroFormat;
import org.smilestream.connectors.format.PredictionEncoding;
import org.smilestream.connectors.format.RecordFormat;
import org.smilestream.connectors.kafka.ControlWatermarks;
import org.smilestream.connectors.kafka.HistorySource;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.KafkaSinks;
import org.smilestream.connectors.kafka.KafkaSources;
import org.smilestream.connectors.registry.SchemaRegistry;
import org.smilestream.connectors.registry.SchemaRegistryConnection;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.MetricsReport;
import org.smilestream.data.ModelRecord;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Promotion;
import org.smilestream.data.Schema;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.options.Delivery;
import org.smilestream.job.options.JobSettings;
import org.smilestream.model.ModelSpec;
import org.smilestream.operators.order.OrderOperator;
import org.smilestream.operators.state.ModelFingerprint;

/**
 * Kafka topics. What is for watching is written at once, even if a failure can bring some of it
 * twice: samples are keyed by their place, statistics name their step.
 */
public final class KafkaEdge implements JobEdge {
  private final JobSettings.Topics topics;
  private final Schema schema;
  private final Input input;
  private final ModelSpec spec;
  private final JobSettings.Stream stream;
  private final Optional<String> labelTopic;
  private final KafkaSources sources;
  private final KafkaSinks sinks;
  private final DeliveryGuarantee guarantee;
  private final PredictionEncoding encoding;
  private final Optional<SchemaRegistryConnection> registry;

  /**
   * What there is to read.
   *
   * @param observationPartitions number of partitions of the observations' topic
   * @param labelPartitions number of partitions of the labels' topic; 0 where there is none
   * @param historyEnds the end of each partition of the history's topic; empty where there is none
   */
  public record Input(
      int observationPartitions, int labelPartitions, Map<TopicPartition, Long> historyEnds) {}

  public KafkaEdge(JobSettings settings, Schema schema, Input input) {
    this.schema = schema;
    this.input = input;
    spec = settings.model().spec(schema);
    stream = settings.stream();
    labelTopic = settings.labels().topic();
    topics = settings.topics();
    KafkaConnection connection = settings.kafka().connection();
    sources =
        new KafkaSources(
            connection,
            settings.kafka().groupId(),
            schema,
            settings.formats().rows(),
            settings.stream().maxAhead());
    sinks = new KafkaSinks(connection, settings.kafka().groupId() + "-" + schema.model());
    encoding = settings.predictionEncoding();
    registry = settings.formats().registry();
    guarantee =
        settings.runtime().delivery() == Delivery.EXACTLY_ONCE
            ? DeliveryGuarantee.EXACTLY_ONCE
            : DeliveryGuarantee.AT_LEAST_ONCE;
  }

  @Override
  public List<String> partitions() {
    return Stream.concat(
            partitions(topics.observations(), input.observationPartitions()),
            partitions(labelTopic.orElse(null), input.labelPartitions()))
        .toList();
  }

  private static Stream<String> partitions(String topic, int count) {
    return IntStream.range(0, count)
        .mapToObj(partition -> OrderOperator.partition(topic, partition));
  }

  @Override
  public Rows observations() {
    return new Rows(
        sources.observations(topics.observations(), stream.startFrom()),
        input.observationPartitions());
  }

  @Override
  public Optional<Rows> history() {
    return stream
        .historyTopic()
        .map(
            topic ->
                new Rows(
                    new HistorySource<>(sources.history(topic, input.historyEnds())),
                    input.historyEnds().size()));
  }

  @Override
  public Optional<Rows> labels() {
    return labelTopic.map(
        topic -> new Rows(sources.labels(topic, stream.startFrom()), input.labelPartitions()));
  }

  @Override
  public Optional<Source<ParsedRecord, ?, ?>> requests() {
    return Optional.of(sources.requests(topics.requests()));
  }

  @Override
  public Optional<Source<ModelRecord, ?, ?>> requests(List<Schema> schemas) {
    return Optional.of(sources.requests(topics.requests(), schemas));
  }

  @Override
  public Optional<Control> control() {
    return topics
        .control()
        .map(topic -> new Control(sources.control(topic), new ControlWatermarks()));
  }

  @Override
  public Sink<ControlAcknowledgement> acknowledgements() {
    return sinks.acknowledgements(topics.tuner(), DeliveryGuarantee.AT_LEAST_ONCE);
  }

  @Override
  public Sink<Promotion> promotions() {
    return sinks.promotions(topics.tuner(), DeliveryGuarantee.AT_LEAST_ONCE);
  }

  @Override
  public Sink<Prediction> predictions() {
    RecordFormat<Prediction> format =
        encoding == PredictionEncoding.AVRO && registry.isPresent()
            ? registered(registry.get())
            : encoding.format(schema);
    return sinks.predictions(topics.predictions(), format, guarantee);
  }

  /** Registers the schema of the predictions as others do that of a topic's values. */
  private RecordFormat<Prediction> registered(SchemaRegistryConnection connection) {
    int id =
        new SchemaRegistry(connection)
            .register(
                topics.predictions() + "-value", PredictionAvroFormat.avroSchema().toString());
    return PredictionAvroFormat.registered(schema, id);
  }

  @Override
  public Sink<DeadLetter> deadLetters() {
    return sinks.deadLetters(topics.deadLetters(), guarantee);
  }

  @Override
  public Sink<TunerStatistics> tuner() {
    return sinks.tuner(topics.tuner(), DeliveryGuarantee.AT_LEAST_ONCE);
  }

  @Override
  public Sink<DiagnosticsReport> diagnostics() {
    return sinks.diagnostics(topics.tuner(), DeliveryGuarantee.AT_LEAST_ONCE);
  }

  @Override
  public Sink<MetricsReport> metrics() {
    return sinks.metrics(topics.tuner(), schema.model(), DeliveryGuarantee.AT_LEAST_ONCE);
  }

  @Override
  public Sink<PosteriorSample> posterior() {
    return sinks.posterior(topics.posterior(), DeliveryGuarantee.AT_LEAST_ONCE);
  }

  @Override
  public Sink<KnowledgeUpdate> model() {
    ModelRecordFormat format =
        new ModelRecordFormat(schema, spec, ModelFingerprint.of(schema, spec).properties());
    return sinks.model(topics.posterior(), format, DeliveryGuarantee.AT_LEAST_ONCE);
  }
}
