package org.smilestream.job.options;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOptions;
import org.smilestream.learner.Memory;

/** What the chains learn from, and how much they compute for each row. */
public final class LearningOptions {

  public static final JobOption<Integer> WINDOW_ROWS =
      JobOption.of(
          ConfigOptions.key("window.rows")
              .intType()
              .defaultValue(5000)
              .withDescription(
                  "The most rows that are kept: the newest ones, or with 'learning.memory' 'all' a "
                      + "sample of all. The posterior of a window stands for these rows."),
          Allowed.integerFrom(1));

  public static final JobOption<String> MEMORY =
      JobOption.of(
          ConfigOptions.key("learning.memory")
              .stringType()
              .defaultValue("window")
              .withDescription(
                  "What the posterior stands for. 'window': the newest rows, alike. 'fading': the "
                      + "newest rows, which count the less the older they are; set one of "
                      + "'fading.half-life-rows' and 'fading.half-life-time'. 'all': all rows, alike, "
                      + "of which a uniform sample is kept."),
          Allowed.nameOf(Memory.Kind.class));

  public static final JobOption<Duration> WINDOW_TIME =
      JobOption.of(
          ConfigOptions.key("window.time")
              .durationType()
              .noDefaultValue()
              .withDescription(
                  "How far a window reaches back in event time from the newest row. Without it the "
                      + "number of rows alone is the limit."),
          Allowed.durationFrom(Duration.ofMillis(1)));

  public static final JobOption<Double> HALF_LIFE_ROWS =
      JobOption.of(
          ConfigOptions.key("fading.half-life-rows")
              .doubleType()
              .noDefaultValue()
              .withDescription("Number of further rows after which a row counts half."),
          Allowed.positiveNumber());

  public static final JobOption<Duration> HALF_LIFE_TIME =
      JobOption.of(
          ConfigOptions.key("fading.half-life-time")
              .durationType()
              .noDefaultValue()
              .withDescription("Event time after which a row counts half."),
          Allowed.durationFrom(Duration.ofMillis(1)));

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
              .withDescription("Rows of a minibatch, drawn from those that are kept."),
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

  public static final JobOption<Duration> BUDGET =
      JobOption.of(
          ConfigOptions.key("learning.budget")
              .durationType()
              .noDefaultValue()
              .withDescription(
                  "Time that the steps of a chain group may take for each row, on average. Where they "
                      + "take more, rounds are left out, up to 99 in a row. What rows leave is saved "
                      + "for later ones, up to that of 100 rounds. As with 'learning.max-lag' a clock "
                      + "decides then what is learned. Without it every step of "
                      + "'learning.steps-per-row' is made."),
          Allowed.durationFrom(Duration.ofNanos(1_000)));

  private LearningOptions() {}
}
