package org.smilestream.sql;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What stands behind {@code WITH} of a model. */
final class PosteriorModelOptions {
  /** Before each property of the Kafka client, as in the tables of Flink's connector. */
  static final String PROPERTIES = "properties.";

  static final ConfigOption<String> BOOTSTRAP_SERVERS =
      ConfigOptions.key(PROPERTIES + "bootstrap.servers")
          .stringType()
          .noDefaultValue()
          .withDescription("Kafka brokers to begin with, as host:port, separated by commas.");

  static final ConfigOption<String> TOPIC =
      ConfigOptions.key("topic")
          .stringType()
          .noDefaultValue()
          .withDescription("The topic that the job writes its posterior to.");

  static final ConfigOption<String> POSTERIOR =
      ConfigOptions.key("posterior")
          .stringType()
          .noDefaultValue()
          .withDescription("In place of a topic: a file of 'smilestream export'.");

  static final ConfigOption<String> MODEL =
      ConfigOptions.key("model")
          .stringType()
          .noDefaultValue()
          .withDescription("Name of the model, where the topic holds several.");

  static final ConfigOption<Integer> CHAINS =
      ConfigOptions.key("chains")
          .intType()
          .noDefaultValue()
          .withDescription("Chains 0 to this number less one are used; without it all.");

  static final ConfigOption<Integer> SAMPLES_PER_CHAIN =
      ConfigOptions.key("samples-per-chain")
          .intType()
          .defaultValue(10)
          .withDescription("Newest samples of each chain that a prediction is the mixture of.");

  static final ConfigOption<Duration> FIRST_POSTERIOR_TIMEOUT =
      ConfigOptions.key("first-posterior.timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(1))
          .withDescription(
              "How long a statement that starts waits until the topic holds a posterior.");

  private PosteriorModelOptions() {}
}
