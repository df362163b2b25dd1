package org.smilestream.job.options;

import org.apache.flink.configuration.ConfigOptions;

/** How many chains there are, and what computes them. */
public final class ChainOptions {

  /** The most chains of a model. */
  public static final int MAX_COUNT = 1024;

  public static final JobOption<Integer> COUNT =
      JobOption.of(
          ConfigOptions.key("chains.count")
              .intType()
              .defaultValue(8)
              .withDescription(
                  "Number of chains of the model. A job that goes on from a savepoint may have "
                      + "more or fewer."),
          Allowed.integerBetween(1, MAX_COUNT));

  public static final JobOption<Integer> GROUPS =
      JobOption.of(
          ConfigOptions.key("chains.groups")
              .intType()
              .defaultValue(2)
              .withDescription(
                  "Number of groups that the chains are split into; each is learned by one "
                      + "task and shares one step size. It belongs to the model, not to the "
                      + "cluster: another number gives other chains, and a savepoint is only for "
                      + "its own."),
          Allowed.integerBetween(1, RuntimeOptions.MAX_PARALLELISM));

  public static final JobOption<Long> SEED =
      JobOption.of(
          ConfigOptions.key("chains.seed")
              .longType()
              .defaultValue(1L)
              .withDescription("Seed of every random draw."),
          Allowed.anyInteger());

  public static final JobOption<String> ENGINE =
      JobOption.of(
          ConfigOptions.key("engine")
              .stringType()
              .defaultValue("auto")
              .withDescription(
                  "What computes the gradients: scalar, vector, nd4j or cuda, or 'auto' for "
                      + "the fastest one that the machines can run, chosen once for the job's "
                      + "life; see engines.md."),
          Allowed.text());

  public static final JobOption<Integer> THREADS =
      JobOption.of(
          ConfigOptions.key("engine.threads")
              .intType()
              .defaultValue(1)
              .withDescription(
                  "Threads that share the steps of a group's chains, on the processor. Their "
                      + "number changes no bit of any chain. More of them help where there are "
                      + "fewer groups than cores; warm starts stay on one."),
          Allowed.integerBetween(1, 256));

  private ChainOptions() {}
}
