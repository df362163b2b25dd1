package org.smilestream.job.launch;

import java.util.Map;
import java.util.OptionalLong;
import org.smilestream.connectors.format.DeadLetterFormat;
import org.smilestream.connectors.format.ModelRecordFormat;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.kafka.KafkaSinks;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.data.Schema;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.options.KafkaOptions;
import org.smilestream.model.ModelSpec;
import org.smilestream.operators.state.ModelFingerprint;

/**
 * Whether the largest record that the job can write fits into its topic: one that did not would
 * fail the job again after each restart.
 */
final class RecordSizes {
  private static final String MAX_REQUEST_SIZE = "max.request.size";

  private RecordSizes() {}

  /**
   * @throws InvalidConfigurationException in one sentence, if a record may not fit
   */
  static void requireRoom(TopicAdmin admin, JobSettings settings, Schema schema) {
    ModelSpec spec = settings.spec(schema);
    int dimension = spec.dimension();
    ModelRecordFormat model =
        new ModelRecordFormat(schema, spec, ModelFingerprint.of(schema, spec).properties());
    JobSettings.Topics topics = settings.topics();
    long sample = PosteriorSampleFormat.maxBytes(dimension);
    requireRoomInRequests(settings.kafka().client(), dimension, sample);
    requireRoom(admin, topics.posterior(), Math.max(sample, model.maxBytes()));
    requireRoom(admin, topics.predictions(), PredictionFormat.maxBytes(schema));
    requireRoom(admin, topics.deadLetters(), DeadLetterFormat.MAX_BYTES);
  }

  private static void requireRoomInRequests(
      Map<String, String> client, int dimension, long sample) {
    String set = client.get(MAX_REQUEST_SIZE);
    boolean number = set != null && set.matches("\\d{1,9}");
    int limit = number ? Integer.parseInt(set) : KafkaSinks.MAX_RECORD_BYTES;
    if (sample > limit) {
      throw new InvalidConfigurationException(
          ("a sample of the network's %d parameters takes up to %d bytes, more than the %d of"
                  + " option '%s%s': raise it, or make 'model.hidden' or the slots of the schema"
                  + " smaller")
              .formatted(dimension, sample, limit, KafkaOptions.CLIENT_PREFIX, MAX_REQUEST_SIZE));
    }
  }

  private static void requireRoom(TopicAdmin admin, String topic, long bytes) {
    OptionalLong limit = admin.maxRecordBytes(topic);
    if (limit.isPresent() && limit.getAsLong() < bytes) {
      throw new InvalidConfigurationException(
          "topic '%s' takes records of up to %d bytes, but one of this job can have %d: raise the topic's 'max.message.bytes'"
              .formatted(topic, limit.getAsLong(), bytes));
    }
  }
}
