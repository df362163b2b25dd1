package org.smilestream.job.options;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;

/** Reads checked values out of a configuration; whatever is wrong is said in one sentence. */
final class OptionReader {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Configuration configuration;

  OptionReader(Configuration configuration) {
    this.configuration = configuration;
  }

  /** The value that is set, or else the default. */
  <T> T get(JobOption<T> option) {
    return find(option)
        .orElseThrow(
            () ->
                new InvalidConfigurationException(
                    "option '"
                        + option.key()
                        + "' must be set: it takes "
                        + option.allowed().words()));
  }

  /** The value that is set, or else the default, where there is one. */
  <T> Optional<T> find(JobOption<T> option) {
    String raw = configuration.toMap().get(option.key());
    if (raw == null) {
      return Optional.ofNullable(option.option().defaultValue());
    }
    T value = parse(option, raw.trim());
    if (!option.allowed().test().test(value) || lacksUnit(value, raw.trim())) {
      throw wrong(option, raw);
    }
    return Optional.of(value);
  }

  /** Flink would take the number for milliseconds, and nobody else would; 0 needs no unit. */
  private static boolean lacksUnit(Object value, String raw) {
    return value instanceof Duration duration
        && !duration.isZero()
        && NUMBER.matcher(raw).matches();
  }

  private static <T> T parse(JobOption<T> option, String raw) {
    // On a command line one writes 16,16 rather than brackets, which the shell may expand.
    String list = option.isList() && !raw.startsWith("[") ? "[" + raw + "]" : raw;
    try {
      return Configuration.fromMap(Map.of(option.key(), list)).get(option.option());
    } catch (RuntimeException e) {
      throw wrong(option, raw);
    }
  }

  private static InvalidConfigurationException wrong(JobOption<?> option, String raw) {
    return new InvalidConfigurationException(
        "option '"
            + option.key()
            + "' cannot be '"
            + raw
            + "': it takes "
            + option.allowed().words());
  }

  /**
   * @throws InvalidConfigurationException if {@code smaller} is larger than {@code larger}
   */
  void requireAtMost(JobOption<Integer> smaller, JobOption<Integer> larger) {
    int value = get(smaller);
    int limit = get(larger);
    if (value > limit) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be %d because '%s' is %d: it must not be larger"
              .formatted(smaller.key(), value, larger.key(), limit));
    }
  }

  /** All that is set. */
  Configuration all() {
    return configuration;
  }

  /** What is set under {@code prefix}, without it. */
  Map<String, String> withPrefix(String prefix) {
    Map<String, String> found = new TreeMap<>();
    configuration
        .toMap()
        .forEach(
            (key, value) -> {
              if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
              }
            });
    return found;
  }

  /**
   * @throws InvalidConfigurationException if a key is none of {@code known} and has not the prefix
   */
  void refuseUnknown(Set<String> known, String prefix) {
    for (String key : new TreeMap<>(configuration.toMap()).keySet()) {
      if (!known.contains(key) && !key.startsWith(prefix)) {
        String hint =
            EditDistance.closest(key, known)
                .map(meant -> "; did you mean '" + meant + "'?")
                .orElse("; 'smilestream run --help' lists all options");
        throw new InvalidConfigurationException("there is no option '" + key + "'" + hint);
      }
    }
  }
}
