package org.smilestream.sql;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.table.api.ValidationException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.connectors.format.PosteriorExport;
import org.smilestream.connectors.format.PosteriorRecords;
import org.smilestream.data.Posterior;

/**
 * What has been read of the topic of a posterior. Records that are none of the topic's are left
 * out, with a line in the log.
 */
final class TopicContent {
  private static final Logger LOG = LoggerFactory.getLogger(TopicContent.class);

  private final String topic;
  private final String wanted;
  private final EnsembleSize size;
  private final int chains;
  private final Map<String, PosteriorRecords> models = new TreeMap<>();

  /** Of the model that is followed; null until it is known which one that is. */
  private PosteriorRecords followed;

  private ModelDescription description;
  private boolean changed;
  private String lack = "it is empty";

  /**
   * @param wanted name of the model; null: the only one of the topic
   */
  TopicContent(String topic, String wanted, EnsembleSize size) {
    this.topic = topic;
    this.wanted = wanted;
    this.size = size;
    chains = size.chains() == null ? Integer.MAX_VALUE : size.chains();
  }

  void add(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      String model = PosteriorRecords.model(record.value());
      if (isOf(model)) {
        models.computeIfAbsent(model, PosteriorRecords::new).add(record.value());
        changed = true;
      }
    } catch (IOException | RuntimeException e) {
      // Whatever somebody has written to the topic, the statement goes on.
      LOG.warn(
          "Topic '{}', partition {}, offset {} is left out: {}",
          topic,
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  /** Whether a model is the one that is followed, or may be. */
  private boolean isOf(String model) {
    if (followed != null) {
      return models.containsKey(model);
    }
    return wanted == null || wanted.equals(model);
  }

  /**
   * The posterior; empty where there is none yet, or still the last one. To be called first when
   * the topic has been read to its end: what it holds then decides which model is meant.
   *
   * @throws IOException if the records do not fit together, or are of another model now
   * @throws ValidationException if the topic holds several models and none is named
   */
  Optional<Known> newest() throws IOException {
    if (followed == null) {
      follow();
    }
    if (!changed || followed == null || !followed.isComplete(chains)) {
      return Optional.empty();
    }
    changed = false;
    PosteriorExport export = followed.export(chains, Integer.MAX_VALUE);
    requireSameModel(export.description());
    Posterior posterior = size.of(export.posterior());
    Known.requireNetwork(description, posterior);
    return Optional.of(Known.of(description, posterior));
  }

  private void follow() {
    List<String> described =
        models.entrySet().stream()
            .filter(each -> each.getValue().describesModel())
            .map(Map.Entry::getKey)
            .toList();
    if (described.size() > 1) {
      throw ambiguous(topic, described);
    }
    if (described.isEmpty()) {
      lack =
          wanted == null
              ? "nothing in it describes a model"
              : "nothing in it describes the model '" + wanted + "'";
      return;
    }
    models.keySet().retainAll(described);
    followed = models.get(described.get(0));
    lack = "there is no sample of model '" + described.get(0) + "' in it";
  }

  /** What is wrong where a topic holds several models and none is named. */
  static ValidationException ambiguous(String topic, Collection<String> models) {
    return new ValidationException(
        "topic '%s' holds the models '%s': name one of them by option '%s'"
            .formatted(topic, String.join("', '", models), PosteriorModelOptions.MODEL.key()));
  }

  private void requireSameModel(ModelDescription now) throws IOException {
    if (description != null && !description.equals(now)) {
      throw new IOException(
          "the model '%s' in it is another one now: start the statement anew"
              .formatted(now.schema().model()));
    }
    description = now;
  }

  /** What a posterior lacks, where there has been none. */
  String lack() {
    return lack;
  }
}
