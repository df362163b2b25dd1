package org.smilestream.job.options;

import org.apache.flink.configuration.ConfigOptions;

/** The topics that the job reads and writes; each has a name of its own. */
public final class TopicOptions {

  public static final JobOption<String> OBSERVATIONS =
      JobOption.of(
          ConfigOptions.key("topic.observations")
              .stringType()
              .defaultValue("observations")
              .withDescription("Topic of the rows to learn from."),
          Allowed.topicName());

  public static final JobOption<String> REQUESTS =
      JobOption.of(
          ConfigOptions.key("topic.requests")
              .stringType()
              .defaultValue("requests")
              .withDescription("Topic of the rows to predict at once and not to learn from."),
          Allowed.topicName());

  public static final JobOption<String> PREDICTIONS =
      JobOption.of(
          ConfigOptions.key("topic.predictions")
              .stringType()
              .defaultValue("predictions")
              .withDescription("Topic of the predictions."),
          Allowed.topicName());

  public static final JobOption<String> TUNER =
      JobOption.of(
          ConfigOptions.key("topic.tuner")
              .stringType()
              .defaultValue("tuner")
              .withDescription(
                  "Topic of the statistics of the chains: step sizes, energy errors, "
                      + "rejections."),
          Allowed.topicName());

  public static final JobOption<String> POSTERIOR =
      JobOption.of(
          ConfigOptions.key("topic.posterior")
              .stringType()
              .defaultValue("posterior")
              .withDescription("Topic of the posterior samples, compacted."),
          Allowed.topicName());

  public static final JobOption<String> DEAD_LETTERS =
      JobOption.of(
          ConfigOptions.key("topic.dead-letters")
              .stringType()
              .defaultValue("dead-letters")
              .withDescription(
                  "Topic of the records that could not be used, each with the reason."),
          Allowed.topicName());

  public static final JobOption<String> CONTROL =
      JobOption.of(
          ConfigOptions.key("topic.control")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "Topic of changes while the job runs: of options, of pauses, of answers. What "
                      + "becomes of each stands in 'topic.tuner'. Without it nothing can be changed "
                      + "but by a restart, and what was changed before does not count."),
          Allowed.topicName());

  public static final JobOption<Integer> PARTITIONS =
      JobOption.of(
          ConfigOptions.key("topic.partitions")
              .intType()
              .defaultValue(2)
              .withDescription("Number of partitions of the topics that the job has to create."),
          Allowed.integerFrom(1));

  private TopicOptions() {}
}
