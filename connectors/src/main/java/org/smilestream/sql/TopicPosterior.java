package org.smilestream.sql;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.util.TemporaryClassLoaderContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.connectors.kafka.TopicFollower;

/**
 * The posterior in the topic of a job.
 *
 * @param model name of the model; null: the only one of the topic
 * @param timeout how long a task waits for the first posterior
 */
record TopicPosterior(
    KafkaConnection connection, String topic, String model, EnsembleSize size, Duration timeout)
    implements PosteriorSource {
  private static final Logger LOG = LoggerFactory.getLogger(TopicPosterior.class);

  /** For each question to the brokers while a statement is planned, and for the records. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  /**
   * Looks for the record of the model, from the beginning of the topic. Where the brokers cannot be
   * reached from here, as may be, or where there is none yet, the tasks will see.
   *
   * @throws ValidationException if the topic holds several models and none is named
   */
  @Override
  public Optional<ModelDescription> look() {
    Map<String, ModelDescription> models = models();
    if (models.size() > 1) {
      throw TopicContent.ambiguous(topic, models.keySet());
    }
    return models.values().stream().findFirst();
  }

  /** By their names, as far as they can be the one that is meant; none where that is left open. */
  private Map<String, ModelDescription> models() {
    // Kafka looks up classes by the thread's loader, which is here whatever the user's program has.
    try (TemporaryClassLoaderContext loader =
            TemporaryClassLoaderContext.of(TopicPosterior.class.getClassLoader());
        TopicAdmin admin = TopicAdmin.connect(connection, LOOK)) {
      int partitions = admin.partitions(topic);
      return partitions == 0 ? Map.of() : models(partitions);
    } catch (RuntimeException e) {
      leaveToTheTasks(e.getMessage());
      return Map.of();
    }
  }

  private Map<String, ModelDescription> models(int partitions) {
    // Whether a model is the only one shows at the end of the topic.
    int enough = model == null ? 2 : 1;
    Map<String, ModelDescription> models = new TreeMap<>();
    long end = System.nanoTime() + LOOK.toNanos();
    try (TopicFollower follower = new TopicFollower(connection, topic, partitions)) {
      follower.readToEnd(
          record ->
              description(record.value())
                  .ifPresent(each -> models.put(each.schema().model(), each)),
          () -> models.size() >= enough || System.nanoTime() > end);
    }
    if (models.size() < enough && System.nanoTime() > end) {
      leaveToTheTasks("it has more than is read in " + LOOK.toSeconds() + " s");
      return Map.of();
    }
    return models;
  }

  private void leaveToTheTasks(String reason) {
    LOG.info("The columns of the model in topic '{}' are checked by the tasks: {}", topic, reason);
  }

  private Optional<ModelDescription> description(byte[] value) {
    try {
      return value == null
          ? Optional.empty()
          : ModelDescription.read(value)
              .filter(each -> model == null || model.equals(each.schema().model()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public LivePosterior open() {
    FollowedPosterior posterior = new FollowedPosterior(this);
    posterior.start();
    return posterior;
  }
}
