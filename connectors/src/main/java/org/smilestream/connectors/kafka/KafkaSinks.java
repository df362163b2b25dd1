package org.smilestream.connectors.kafka;

import java.util.Map;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.smilestream.connectors.format.AcknowledgementFormat;
import org.smilestream.connectors.format.DeadLetterFormat;
import org.smilestream.connectors.format.DiagnosticsFormat;
import org.smilestream.connectors.format.MetricsFormat;
import org.smilestream.connectors.format.ModelRecordFormat;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.connectors.format.PromotionFormat;
import org.smilestream.connectors.format.RecordFormat;
import org.smilestream.connectors.format.TunerFormat;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.MetricsReport;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Promotion;
import org.smilestream.data.TunerStatistics;

/**
 * The sinks of the job. With {@link DeliveryGuarantee#EXACTLY_ONCE} records become visible to
 * {@code read_committed} consumers at each checkpoint, with {@link DeliveryGuarantee#AT_LEAST_ONCE}
 * at once, perhaps twice.
 */
public final class KafkaSinks {
  /** The largest record, in bytes: a position of four million parameters. */
  public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

  /** Unless the client's properties set another; see {@code transaction.timeout.ms} of Kafka. */
  public static final int TRANSACTION_TIMEOUT_MILLIS = 600_000;

  // A transaction must outlast the longest pause between two checkpoints, a restart included, and
  // brokers allow 15 minutes by default.
  private static final Map<String, String> PRODUCER =
      Map.of(
          "transaction.timeout.ms",
          Integer.toString(TRANSACTION_TIMEOUT_MILLIS),
          "max.request.size",
          Integer.toString(MAX_RECORD_BYTES));

  private final KafkaConnection connection;
  private final String transactionalIdPrefix;

  /**
   * @param transactionalIdPrefix begins the name of every transaction; no two jobs on one Kafka
   *     cluster may share it
   */
  public KafkaSinks(KafkaConnection connection, String transactionalIdPrefix) {
    this.connection = connection;
    this.transactionalIdPrefix = transactionalIdPrefix;
  }

  /** Predictions, keyed by the row's id. */
  public KafkaSink<Prediction> predictions(
      String topic, RecordFormat<Prediction> format, DeliveryGuarantee guarantee) {
    return sink("predictions", topic, format, guarantee);
  }

  /** Statistics of the chain groups as JSON. The topic may be that of {@link #diagnostics}. */
  public KafkaSink<TunerStatistics> tuner(String topic, DeliveryGuarantee guarantee) {
    return sink("tuner", topic, new TunerFormat(), guarantee);
  }

  /** Diagnostics of the model as JSON. The topic may be that of {@link #tuner}. */
  public KafkaSink<DiagnosticsReport> diagnostics(String topic, DeliveryGuarantee guarantee) {
    return sink("diagnostics", topic, new DiagnosticsFormat(), guarantee);
  }

  /** Metrics of the operators as JSON. The topic may be that of {@link #tuner}. */
  public KafkaSink<MetricsReport> metrics(String topic, String model, DeliveryGuarantee guarantee) {
    return sink("metrics", topic, new MetricsFormat(model), guarantee);
  }

  /** Challengers that were found to be better, as JSON. The topic may be that of {@link #tuner}. */
  public KafkaSink<Promotion> promotions(String topic, DeliveryGuarantee guarantee) {
    return sink("promotions", topic, new PromotionFormat(), guarantee);
  }

  /** What became of control records, as JSON. The topic may be that of {@link #tuner}. */
  public KafkaSink<ControlAcknowledgement> acknowledgements(
      String topic, DeliveryGuarantee guarantee) {
    return sink("acknowledgements", topic, new AcknowledgementFormat(), guarantee);
  }

  /** Dead letters as JSON. */
  public KafkaSink<DeadLetter> deadLetters(String topic, DeliveryGuarantee guarantee) {
    return sink("dead-letters", topic, new DeadLetterFormat(), guarantee);
  }

  /** Posterior samples in Avro, keyed by model, chain and slot, for a compacted topic. */
  public KafkaSink<PosteriorSample> posterior(String topic, DeliveryGuarantee guarantee) {
    return sink("posterior", topic, new PosteriorSampleFormat(), guarantee);
  }

  /** The model, its scaler and its dictionaries as JSON, for the topic of {@link #posterior}. */
  public KafkaSink<KnowledgeUpdate> model(
      String topic, ModelRecordFormat format, DeliveryGuarantee guarantee) {
    return sink("model", topic, format, guarantee);
  }

  private <T> KafkaSink<T> sink(
      String name, String topic, RecordFormat<T> format, DeliveryGuarantee guarantee) {
    KafkaSinkBuilder<T> builder =
        KafkaSink.<T>builder()
            .setKafkaProducerConfig(connection.properties(PRODUCER))
            .setRecordSerializer(new FormatSerializationSchema<>(topic, format))
            .setDeliveryGuarantee(guarantee);
    if (guarantee == DeliveryGuarantee.EXACTLY_ONCE) {
      // Transactions keep the connector's default names, new ones at each checkpoint: with pooled
      // names a recovery can leave an open transaction that blocks committed readers (FLINK-40626).
      builder.setTransactionalIdPrefix(transactionalIdPrefix + "-" + name);
    }
    return builder.build();
  }
}
