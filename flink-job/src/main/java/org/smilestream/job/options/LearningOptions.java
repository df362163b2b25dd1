package org.smilestream.job.options;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOptions;

/** What the chains learn from, and how much they compute for each row. */
public final class LearningOptions {

  public static final JobOption<Integer> WINDOW_ROWS =
      JobOption.of(
          ConfigOptions.key("window.rows")
              .intType()
              .defaultValue(5000)
              .withDescription("Number of rows that the posterior stands for: the newest ones."),
          Allowed.integerFrom(1));

  public static final JobOption<Integer> ROWS_PER_ROUND =
      JobOption.of(
          ConfigOptions.key("learning.rows-per-round")
              .intType()
              .defaultValue(10)
              .withDescription("Number of fresh rows after which the chains move."),
          Allowed.integerFrom(1));

  public static final JobOption<Integer> STEPS_PER_ROW =
      JobOption.of(
          ConfigOptions.key("learning.steps-per-row")
              .intType()
              .defaultValue(2)
              .withDescription("Steps of every chain for each fresh row."),
          Allowed.integerFrom(1));

  public static final JobOption<Integer> BATCH_ROWS =
      JobOption.of(
          ConfigOptions.key("learning.batch-rows")
              .intType()
              .defaultValue(256)
              .withDescription("Rows of a minibatch, drawn from the window."),
          Allowed.integerFrom(1));

  public static final JobOption<Integer> TUNING_STEPS =
      JobOption.of(
          ConfigOptions.key("learning.tuning-steps")
              .intType()
              .defaultValue(500)
              .withDescription("Steps after the warm start before positions count as samples."),
          Allowed.integerFrom(0));

  public static final JobOption<Integer> THINNING =
      JobOption.of(
          ConfigOptions.key("learning.thinning")
              .intType()
              .defaultValue(20)
              .withDescription("Steps from one sample of a chain to the next."),
          Allowed.integerFrom(1));

  public static final JobOption<Duration> MAX_LAG =
      JobOption.of(
          ConfigOptions.key("learning.max-lag")
              .durationType()
              .noDefaultValue()
              .withDescription(
                  "How long after the arrival of a row in Kafka it may come to the chains. While it "
                      + "takes longer, rounds are left out, up to 99 in a row, so that predictions "
                      + "keep up with rows that come faster than they can be learned from. With it "
                      + "a clock decides what is learned, so runs are no longer repeatable. Without "
                      + "it every round is made and the rows wait."),
          Allowed.durationFrom(Duration.ofMillis(1)));

  private LearningOptions() {}
}
