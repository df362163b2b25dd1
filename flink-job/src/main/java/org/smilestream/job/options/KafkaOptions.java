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
                  "Consumer group under which the read offsets are committed. A job goes on from its "
                      + "checkpoint; without one it begins at these offsets, and at the earliest "
                      + "ones where there are none. With the model's name it also names the "
                      + "transactions: two jobs of one model need two groups."),
          Allowed.text());

  private KafkaOptions() {}
}
