package org.smilestream.job.options;

import java.util.Map;

/** Makes the connection to Kafka of what {@link KafkaOptions} say. */
final class KafkaReader {
  /** Properties of the Kafka clients that have an option of their own. */
  private static final Map<String, JobOption<String>> OWN_OPTION =
      Map.of(
          "bootstrap.servers", KafkaOptions.BOOTSTRAP_SERVERS,
          "group.id", KafkaOptions.GROUP_ID);

  private KafkaReader() {}

  static JobSettings.Kafka read(OptionReader options) {
    Map<String, String> client = options.withPrefix(KafkaOptions.CLIENT_PREFIX);
    OWN_OPTION.forEach(
        (property, option) -> {
          if (client.containsKey(property)) {
            throw new InvalidConfigurationException(
                "option '%s%s' cannot be set: use '%s' in its place"
                    .formatted(KafkaOptions.CLIENT_PREFIX, property, option.key()));
          }
        });
    return new JobSettings.Kafka(
        options.get(KafkaOptions.BOOTSTRAP_SERVERS),
        options.get(KafkaOptions.GROUP_ID),
        Map.copyOf(client));
  }
}
