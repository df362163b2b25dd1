package org.smilestream.job.options;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.util.TimeUtils;
import org.smilestream.learner.Memory;

/** Makes the settings of models of keys of what {@link KeyOptions} say. */
final class KeysReader {
  private KeysReader() {}

  static Optional<JobSettings.Keys> read(OptionReader options) {
    Optional<String> key = options.find(KeyOptions.KEY);
    Optional<Duration> idle = options.find(KeyOptions.IDLE);
    if (key.isEmpty()) {
      if (idle.isPresent()) {
        throw new InvalidConfigurationException(
            "option '%s' cannot be '%s' without '%s': it belongs to models of keys"
                .formatted(
                    KeyOptions.IDLE.key(),
                    TimeUtils.formatWithHighestUnit(idle.get()),
                    KeyOptions.KEY.key()));
      }
      return Optional.empty();
    }
    if (EnumNames.constant(Memory.Kind.class, options.get(LearningOptions.MEMORY))
        == Memory.Kind.ALL) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be 'all' with '%s': the models of keys keep their newest rows"
              .formatted(LearningOptions.MEMORY.key(), KeyOptions.KEY.key()));
    }
    options
        .find(LearningOptions.BUDGET)
        .ifPresent(
            budget -> {
              throw new InvalidConfigurationException(
                  "option '%s' cannot be '%s' with '%s': it is a budget of one model"
                      .formatted(
                          LearningOptions.BUDGET.key(),
                          TimeUtils.formatWithHighestUnit(budget),
                          KeyOptions.KEY.key()));
            });
    options
        .find(StartOptions.POSTERIOR)
        .ifPresent(
            file -> {
              throw new InvalidConfigurationException(
                  "option '%s' cannot be '%s' with '%s': a posterior of one model does not start those of many keys"
                      .formatted(StartOptions.POSTERIOR.key(), file, KeyOptions.KEY.key()));
            });
    return Optional.of(
        new JobSettings.Keys(
            key.get(),
            idle,
            options.get(KeyOptions.MAX_KEYS),
            options.get(KeyOptions.MEMORY).getBytes()));
  }
}
