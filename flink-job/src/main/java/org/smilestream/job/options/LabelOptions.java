package org.smilestream.job.options;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOptions;

/** Labels that come later than the features; they need 'labelTime' in the schema. */
public final class LabelOptions {

  public static final JobOption<String> TOPIC =
      JobOption.of(
          ConfigOptions.key("labels.topic")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "Topic of labels, beside those that come in 'topic.observations'. The schema "
                      + "must have 'labelTime'."),
          Allowed.topicName());

  public static final JobOption<Duration> TIME_LIMIT =
      JobOption.of(
          ConfigOptions.key("labels.time-limit")
              .durationType()
              .defaultValue(Duration.ofDays(7))
              .withDescription(
                  "How long, in event time, features wait for their label; a label that is later "
                      + "goes to the dead letters."),
          Allowed.durationFrom(Duration.ZERO));

  public static final JobOption<Integer> MAX_ROWS =
      JobOption.of(
          ConfigOptions.key("labels.max-rows")
              .intType()
              .defaultValue(1_000_000)
              .withDescription(
                  "The most rows that are remembered for their labels, those included that have "
                      + "theirs; of more the oldest is forgotten."),
          Allowed.integerFrom(1));

  private LabelOptions() {}
}
