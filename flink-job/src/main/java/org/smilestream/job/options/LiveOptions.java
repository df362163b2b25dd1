package org.smilestream.job.options;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Memory;
import org.smilestream.operators.control.LiveSettings;

/**
 * The options that control records can change: those that mean nothing for the numbers in the state
 * of a model, only for what comes next.
 *
 * @param configured what is configured for a model and its chains
 */
public record LiveOptions(Map<String, String> configured) implements LiveSettings {
  private static final SortedMap<String, JobOption<?>> CHANGEABLE =
      Stream.<JobOption<?>>of(
              LearningOptions.WINDOW_ROWS,
              LearningOptions.WINDOW_TIME,
              LearningOptions.HALF_LIFE_ROWS,
              LearningOptions.HALF_LIFE_TIME,
              LearningOptions.ROWS_PER_ROUND,
              LearningOptions.STEPS_PER_ROW,
              LearningOptions.BATCH_ROWS,
              LearningOptions.THINNING,
              SamplerOptions.ENERGY_ERROR_TARGET,
              SamplerOptions.PROBE_INTERVAL,
              SamplerOptions.PRECONDITIONER_WINDOW,
              WarmStartOptions.LEARNING_RATE,
              WarmStartOptions.WEIGHT_DECAY,
              WarmStartOptions.BATCH_ROWS,
              WarmStartOptions.MAX_EPOCHS,
              WarmStartOptions.PATIENCE,
              WarmStartOptions.HELD_BACK_SHARE,
              DriftOptions.REACTION,
              DriftOptions.THRESHOLD)
          .collect(
              Collectors.toMap(
                  JobOption::key, Function.identity(), (one, other) -> one, TreeMap::new));

  public LiveOptions {
    configured = Map.copyOf(configured);
  }

  /** Of all that is configured; what may hold passwords is left out. */
  static LiveOptions of(Configuration configuration) {
    Map<String, String> configured = new HashMap<>(configuration.toMap());
    configured.keySet().removeIf(key -> key.startsWith(KafkaOptions.CLIENT_PREFIX));
    configured.remove(FormatOptions.REGISTRY_PASSWORD.key());
    return new LiveOptions(configured);
  }

  @Override
  public void check(Map<String, String> options) {
    options.forEach(
        (name, value) -> {
          JobOption<?> option = CHANGEABLE.get(name);
          if (option == null) {
            throw new InvalidConfigurationException(
                "option '%s' cannot be changed to '%s' in a running job; these can: %s"
                    .formatted(name, value, String.join(", ", CHANGEABLE.keySet())));
          }
          if (value != null) {
            new OptionReader(Configuration.fromMap(Map.of(name, value))).find(option);
          }
        });
  }

  @Override
  public LearnerSettings with(Map<String, String> options) {
    Map<String, String> all = new HashMap<>(configured);
    all.putAll(options);
    LearnerSettings settings = read(all, options);
    if (settings.memory().kind() == Memory.Kind.ALL
        && options.containsKey(LearningOptions.WINDOW_ROWS.key())) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be changed to '%s' with '%s' 'all': where a row of the sample lies follows from its size"
              .formatted(
                  LearningOptions.WINDOW_ROWS.key(),
                  options.get(LearningOptions.WINDOW_ROWS.key()),
                  LearningOptions.MEMORY.key()));
    }
    return settings;
  }

  /** Whatever does not fit, it was a changed option that made it so. */
  private static LearnerSettings read(Map<String, String> all, Map<String, String> changed) {
    try {
      return LearnerReader.read(new OptionReader(Configuration.fromMap(all)));
    } catch (InvalidConfigurationException e) {
      String reason = e.getMessage();
      List<String> named =
          changed.keySet().stream().filter(key -> reason.contains("'" + key + "'")).toList();
      if (named.isEmpty() || reason.startsWith("option '" + named.get(0) + "'")) {
        throw e;
      }
      throw new InvalidConfigurationException(
          "option '%s' cannot be changed to '%s': %s"
              .formatted(named.get(0), changed.get(named.get(0)), reason),
          e);
    }
  }
}
