package org.smilestream.job.options;

import java.util.List;
import org.apache.flink.configuration.ConfigOptions;

/** Several models on one stream, one of which answers. */
public final class ChallengerOptions {

  public static final JobOption<List<String>> CHALLENGERS =
      JobOption.of(
          ConfigOptions.key("challengers")
              .stringType()
              .asList()
              .defaultValues()
              .withDescription(
                  "Further models that learn the same stream, each with a name and a configuration "
                      + "file of its own options: those of the sections Model, Chains, Sampler, "
                      + "Learning, Warm start, Drift, Prediction and Start, and 'schema.file', "
                      + "'start.from', 'history.topic' and 'scaler.warm-up-rows'. Without "
                      + "'schema.file' or 'history.topic' it has that of the job, and without "
                      + "another its default. A relative path in the configuration file starts at "
                      + "that file's folder."),
          Allowed.namedFiles());

  public static final JobOption<String> MODEL_NAME =
      JobOption.of(
          ConfigOptions.key("model.name")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "Name of the model in place of that in the schema. Its state is then kept under "
                      + "this name: with the name of a challenger whose configuration becomes that "
                      + "of the job it goes on from the challenger's."),
          Allowed.modelName());

  public static final JobOption<String> PROMOTION =
      JobOption.of(
          ConfigOptions.key("promotion.mode")
              .stringType()
              .defaultValue("auto")
              .withDescription(
                  "What follows when a challenger is found to be better: with 'auto' it takes the "
                      + "champion's place, with 'none' that is only reported."),
          Allowed.nameOf(PromotionMode.class));

  public static final JobOption<Double> ERROR_RATE =
      JobOption.of(
          ConfigOptions.key("promotion.error-rate")
              .doubleType()
              .defaultValue(0.01)
              .withDescription(
                  "Probability at most that a challenger that is not better than a champion is "
                      + "ever found to be, however long they are compared."),
          Allowed.numberBetween(1e-9, 0.5));

  public static final JobOption<Integer> WINDOW_ROWS =
      JobOption.of(
          ConfigOptions.key("promotion.window-rows")
              .intType()
              .defaultValue(5000)
              .withDescription(
                  "Rows over which champion and challenger are compared; then the comparison "
                      + "begins anew."),
          Allowed.integerFrom(100));

  public static final JobOption<Boolean> DROP_REMOVED =
      JobOption.of(
          ConfigOptions.key("restore.drop-removed-models")
              .booleanType()
              .defaultValue(false)
              .withDescription(
                  "Whether a job that goes on from a savepoint may leave out what it holds of "
                      + "models that are no longer in the configuration. Else it does not start."),
          Allowed.trueOrFalse());

  private ChallengerOptions() {}
}
