package org.smilestream.job.options;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOptions;

/** How the job runs on Flink. */
public final class RuntimeOptions {

  /** Fixed, since it decides where keyed state lies: a savepoint keeps its value for life. */
  public static final int MAX_PARALLELISM = 128;

  public static final JobOption<String> DELIVERY =
      JobOption.of(
          ConfigOptions.key("delivery")
              .stringType()
              .defaultValue("exactly-once")
              .withDescription(
                  "With 'exactly-once' predictions are in Kafka transactions and become "
                      + "visible at the next checkpoint; with 'at-least-once' they are visible at "
                      + "once, and some may come twice after a failure."),
          Allowed.nameOf(Delivery.class));

  public static final JobOption<Duration> CHECKPOINT_INTERVAL =
      JobOption.of(
          ConfigOptions.key("checkpoint.interval")
              .durationType()
              .defaultValue(Duration.ofSeconds(10))
              .withDescription("Time from one checkpoint to the next."),
          Allowed.durationFrom(Duration.ofMillis(10)));

  public static final JobOption<Duration> CHECKPOINT_TIMEOUT =
      JobOption.of(
          ConfigOptions.key("checkpoint.timeout")
              .durationType()
              .defaultValue(Duration.ofMinutes(1))
              .withDescription(
                  "How long a checkpoint or savepoint may take; then it has failed. With "
                      + "exactly-once delivery interval and timeout decide how many may fail in a "
                      + "row: the transactions must outlast them."),
          Allowed.durationFrom(Duration.ofMillis(10)));

  public static final JobOption<String> CHECKPOINT_DIRECTORY =
      JobOption.of(
          ConfigOptions.key("checkpoint.directory")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "URI of the folder for checkpoints, such as "
                      + "'file:///var/lib/smilestream/checkpoints'; without it what the cluster is "
                      + "configured with."),
          Allowed.text());

  public static final JobOption<String> STATE_BACKEND =
      JobOption.of(
          ConfigOptions.key("state.backend")
              .stringType()
              .defaultValue("rocksdb")
              .withDescription("Where state lives between checkpoints: on disk or on the heap."),
          Allowed.oneOf("rocksdb", "hashmap"));

  public static final JobOption<Integer> PARALLELISM =
      JobOption.of(
          ConfigOptions.key("parallelism")
              .intType()
              .noDefaultValue()
              .withDescription(
                  "Parallelism of the job; without it what the cluster is configured with. "
                      + "Results do not depend on it."),
          Allowed.integerBetween(1, MAX_PARALLELISM));

  private RuntimeOptions() {}
}
