package org.smilestream.job.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/**
 * The configurations of the challengers: their own options from their files, all else the job's.
 */
final class ChallengerFiles {
  private static final Set<String> SECTIONS =
      Set.of(
          "Model", "Chains", "Sampler", "Learning", "Warm start", "Drift", "Prediction", "Start");

  /** Options that a challenger has from the job where its file does not set them. */
  private static final Set<String> INHERITED =
      Set.of(StreamOptions.SCHEMA_FILE.key(), StreamOptions.HISTORY_TOPIC.key());

  private static final Set<String> OWN = own();

  private ChallengerFiles() {}

  private static Set<String> own() {
    return Stream.concat(
            JobOptions.groups().stream()
                .filter(group -> SECTIONS.contains(group.title()))
                .flatMap(group -> group.options().stream()),
            Stream.of(
                StreamOptions.SCHEMA_FILE,
                StreamOptions.START_FROM,
                StreamOptions.HISTORY_TOPIC,
                StreamOptions.SCALER_WARM_UP_ROWS))
        .map(JobOption::key)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Reads the files.
   *
   * @param named each as {@code name=file}
   * @param job the options of the job
   * @throws InvalidConfigurationException in one sentence that names the file, if one is wrong
   */
  static List<JobSettings.Challenger> read(List<String> named, Configuration job) {
    List<JobSettings.Challenger> challengers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String each : named) {
      String name = each.substring(0, each.indexOf('='));
      if (!names.add(name)) {
        throw new InvalidConfigurationException(
            "option '%s' names '%s' twice".formatted(ChallengerOptions.CHALLENGERS.key(), name));
      }
      challengers.add(read(name, Path.of(each.substring(name.length() + 1)), job));
    }
    return challengers;
  }

  private static JobSettings.Challenger read(String name, Path file, Configuration job) {
    Map<String, String> own = ConfigFile.load(file, Map.of()).toMap();
    for (String key : new TreeMap<>(own).keySet()) {
      if (!OWN.contains(key) && (JobOptions.keys().contains(key) || isOfClients(key))) {
        throw new InvalidConfigurationException(
            "option '%s' cannot be set in '%s': a challenger has it from the job"
                .formatted(key, file));
      }
    }
    Map<String, String> all = new HashMap<>(job.toMap());
    all.keySet().removeIf(key -> OWN.contains(key) && !INHERITED.contains(key));
    all.remove(ChallengerOptions.CHALLENGERS.key());
    all.putAll(own);
    all.put(ChallengerOptions.MODEL_NAME.key(), name);
    // What it has read is not what the champion has.
    String group =
        all.getOrDefault(KafkaOptions.GROUP_ID.key(), KafkaOptions.GROUP_ID.defaultText());
    all.put(KafkaOptions.GROUP_ID.key(), group + "-" + name);
    try {
      return new JobSettings.Challenger(
          name, file.toString(), JobSettings.from(Configuration.fromMap(all)));
    } catch (InvalidConfigurationException e) {
      throw new InvalidConfigurationException(
          "challenger '%s' in '%s': %s".formatted(name, file, e.getMessage()));
    }
  }

  private static boolean isOfClients(String key) {
    return key.startsWith(KafkaOptions.CLIENT_PREFIX);
  }
}
