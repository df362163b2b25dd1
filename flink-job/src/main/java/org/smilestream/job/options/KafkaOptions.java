package org.smilestream.job.options;

import org.apache.flink.configuration.ConfigOptions;

/** The Kafka cluster and how the job reaches it. */
public final class KafkaOptions {

  /** What follows this prefix goes to the Kafka clients as it is. */
  public static final String CLIENT_PREFIX = "kafka.client.";

  public static final JobOption<String> BOOTSTRAP_SERVERS =
      JobOption.required(
          ConfigOptions.key("kafka.bootstrap-servers")
              .stringType()
              .noDefaultValue()
              .withDescription("Brokers to begin with, as host:port, separated by commas."),
          Allowed.text());

  public static final JobOption<String> GROUP_ID =
      JobOption.of(
          ConfigOptions.key("kafka.group-id")
              .stringType()
              .defaultValue("smilestream")
              .withDescription(
                  "Consumer group under which the read offsets are shown; the job itself goes on "
                      + "from its checkpoints. Also the prefix of the transactions: two jobs on "
                      + "one Kafka cluster need two names."),
          Allowed.text());

  private KafkaOptions() {}
}
