package org.smilestream.job.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.smilestream.connectors.format.PosteriorExport;
import org.smilestream.connectors.format.PosteriorRecords;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.connectors.kafka.TopicFollower;
import org.smilestream.data.Schema;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.options.TopicOptions;
import org.smilestream.model.ModelSpec;
import org.smilestream.operators.state.ModelFingerprint;

/** What a job has written to its topic {@code posterior}. */
final class PosteriorTopic {
  private PosteriorTopic() {}

  /**
   * Reads the topic from its beginning to its end. The job may go on meanwhile.
   *
   * @throws InvalidConfigurationException if there is no such topic, or it is another model's
   * @throws IOException if the topic does not hold a posterior, or none yet
   */
  static PosteriorExport read(JobSettings settings, Schema schema) throws IOException {
    String topic = settings.topics().posterior();
    PosteriorRecords records = new PosteriorRecords(schema.model());
    readAll(settings.kafka().connection(), topic, records);
    PosteriorExport export = export(topic, records, settings);
    requireModel(topic, export, schema, settings.model().spec(schema));
    return export;
  }

  private static void readAll(KafkaConnection connection, String topic, PosteriorRecords records)
      throws IOException {
    int partitions;
    try (TopicAdmin admin = TopicAdmin.connect(connection, TopicAdmin.DEFAULT_TIMEOUT)) {
      partitions = admin.partitions(topic);
    }
    if (partitions == 0) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be '%s': there is no such topic"
              .formatted(TopicOptions.POSTERIOR.key(), topic));
    }
    try {
      TopicFollower.readAll(
          connection,
          topic,
          partitions,
          record -> {
            try {
              records.add(record.value());
            } catch (IOException e) {
              throw new UncheckedIOException(
                  "topic '%s', partition %d, offset %d: %s"
                      .formatted(topic, record.partition(), record.offset(), e.getMessage()),
                  e);
            }
          });
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e.getCause());
    }
  }

  private static PosteriorExport export(
      String topic, PosteriorRecords records, JobSettings settings) throws IOException {
    try {
      return records.export(settings.chains().count(), settings.learner().samplesPerChain());
    } catch (IOException e) {
      throw new IOException("topic '" + topic + "' cannot be exported: " + e.getMessage());
    }
  }

  private static void requireModel(
      String topic, PosteriorExport export, Schema schema, ModelSpec spec) throws IOException {
    List<String> differences =
        ModelFingerprint.of(schema, spec).differences(new ModelFingerprint(export.fingerprint()));
    if (!differences.isEmpty()) {
      throw new InvalidConfigurationException(
          "topic '%s' is of another model than the configuration: %s"
              .formatted(topic, String.join(", ", differences)));
    }
    boolean mixed =
        export.posterior().samples().stream()
            .anyMatch(sample -> sample.position().length != spec.dimension());
    if (mixed) {
      throw new IOException(
          "topic '%s' cannot be exported: it holds samples of two networks, and each new model needs"
                  .formatted(topic)
              + " a topic of its own");
    }
  }
}
