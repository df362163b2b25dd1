package org.smilestream.job.options;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the names of the topics of what {@link TopicOptions} say. */
final class TopicsReader {
  private TopicsReader() {}

  static JobSettings.Topics read(OptionReader options) {
    requireDistinct(
        options,
        List.of(
            TopicOptions.OBSERVATIONS,
            TopicOptions.REQUESTS,
            TopicOptions.PREDICTIONS,
            TopicOptions.TUNER,
            TopicOptions.POSTERIOR,
            TopicOptions.DEAD_LETTERS,
            TopicOptions.CONTROL,
            StreamOptions.HISTORY_TOPIC,
            LabelOptions.TOPIC));
    return new JobSettings.Topics(
        options.get(TopicOptions.OBSERVATIONS),
        options.get(TopicOptions.REQUESTS),
        options.get(TopicOptions.PREDICTIONS),
        options.get(TopicOptions.TUNER),
        options.get(TopicOptions.POSTERIOR),
        options.get(TopicOptions.DEAD_LETTERS),
        options.find(TopicOptions.CONTROL),
        options.get(TopicOptions.PARTITIONS));
  }

  private static void requireDistinct(OptionReader options, List<JobOption<String>> topics) {
    Map<String, JobOption<String>> taken = new HashMap<>();
    for (JobOption<String> topic : topics) {
      Optional<String> name = options.find(topic);
      JobOption<String> other = name.map(each -> taken.put(each, topic)).orElse(null);
      if (other != null) {
        throw new InvalidConfigurationException(
            "options '%s' and '%s' cannot both be '%s': each topic needs a name of its own"
                .formatted(other.key(), topic.key(), name.get()));
      }
    }
  }
}
