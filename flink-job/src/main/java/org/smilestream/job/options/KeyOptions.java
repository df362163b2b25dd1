package org.smilestream.job.options;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** A model for each key. */
public final class KeyOptions {

  public static final JobOption<String> KEY =
      JobOption.of(
          ConfigOptions.key("model.key")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "Categorical column of the schema. Each of its values has a small model of its "
                      + "own, made when the value is first seen, and the column is no feature. The "
                      + "options of chains and learning are then those of each model, of one chain "
                      + "group. Without it all rows share one model."),
          Allowed.text());

  public static final JobOption<Duration> IDLE =
      JobOption.of(
          ConfigOptions.key("model.key-idle")
              .durationType()
              .noDefaultValue()
              .withDescription(
                  "A key that brings no row for this long, in event time, loses its model. Without "
                      + "it models live for ever."),
          Allowed.durationFrom(Duration.ofMillis(1)));

  public static final JobOption<Integer> MAX_KEYS =
      JobOption.of(
          ConfigOptions.key("model.max-keys")
              .intType()
              .defaultValue(100_000)
              .withDescription(
                  "The most models that there can be at a time: each of the 128 key groups, into "
                      + "which keys fall by their hash, takes a 128th of them, rounded up. Where "
                      + "there is no room, rows of new keys are dead letters ('no-room')."),
          Allowed.integerFrom(1));

  public static final JobOption<MemorySize> MEMORY =
      JobOption.of(
          ConfigOptions.key("model.key-memory")
              .memoryType()
              .defaultValue(MemorySize.ofMebiBytes(256))
              .withDescription(
                  "Heap memory of each task for the models that it has at hand. The others are "
                      + "with the state backend, on disk, until they are asked for."),
          new Allowed<>(
              "an amount of memory of at least 1 mb, such as '256 mb'",
              size -> size.getMebiBytes() >= 1));

  private KeyOptions() {}
}
