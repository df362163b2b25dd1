package org.smilestream.job.options;

import org.apache.flink.configuration.ConfigOptions;

/** The optimisation (AdamW with early stopping) that gives each chain its start. */
public final class WarmStartOptions {

  public static final JobOption<Double> LEARNING_RATE =
      JobOption.of(
          ConfigOptions.key("warm-start.learning-rate")
              .doubleType()
              .defaultValue(0.01)
              .withDescription("Learning rate."),
          Allowed.positiveNumber());

  public static final JobOption<Double> WEIGHT_DECAY =
      JobOption.of(
          ConfigOptions.key("warm-start.weight-decay")
              .doubleType()
              .defaultValue(0.1)
              .withDescription("Weight decay."),
          Allowed.numberBetween(0, 1));

  public static final JobOption<Integer> BATCH_ROWS =
      JobOption.of(
          ConfigOptions.key("warm-start.batch-rows")
              .intType()
              .defaultValue(16)
              .withDescription("Rows of a minibatch."),
          Allowed.integerFrom(1));

  public static final JobOption<Integer> MAX_EPOCHS =
      JobOption.of(
          ConfigOptions.key("warm-start.max-epochs")
              .intType()
              .defaultValue(200)
              .withDescription("Most passes over the rows."),
          Allowed.integerFrom(0));

  public static final JobOption<Integer> PATIENCE =
      JobOption.of(
          ConfigOptions.key("warm-start.patience")
              .intType()
              .defaultValue(20)
              .withDescription(
                  "Passes without an improvement on the held-back rows after which it stops."),
          Allowed.integerFrom(1));

  public static final JobOption<Double> HELD_BACK_SHARE =
      JobOption.of(
          ConfigOptions.key("warm-start.held-back-share")
              .doubleType()
              .defaultValue(0.1)
              .withDescription("Share of the rows that only decide when to stop."),
          Allowed.numberBetween(0.01, 0.5));

  private WarmStartOptions() {}
}
