package org.smilestream.job.options;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All options: the constants of the holder classes, in the order in which the classes list them.
 */
public final class JobOptions {

  /** The options of one holder class. */
  public record Group(String title, List<JobOption<?>> options) {}

  private static final List<Group> GROUPS =
      List.of(
          group("Kafka", KafkaOptions.class),
          group("Topics", TopicOptions.class),
          group("Stream", StreamOptions.class),
          group("Labels", LabelOptions.class),
          group("Formats", FormatOptions.class),
          group("Model", ModelOptions.class),
          group("Keys", KeyOptions.class),
          group("Chains", ChainOptions.class),
          group("Sampler", SamplerOptions.class),
          group("Learning", LearningOptions.class),
          group("Warm start", WarmStartOptions.class),
          group("Drift", DriftOptions.class),
          group("Prediction", PredictionOptions.class),
          group("Start", StartOptions.class),
          group("Challengers", ChallengerOptions.class),
          group("Running", RuntimeOptions.class));

  private JobOptions() {}

  public static List<Group> groups() {
    return GROUPS;
  }

  public static Set<String> keys() {
    return GROUPS.stream()
        .flatMap(group -> group.options().stream())
        .map(JobOption::key)
        .collect(Collectors.toSet());
  }

  private static Group group(String title, Class<?> holder) {
    return new Group(
        title,
        Arrays.stream(holder.getDeclaredFields())
            .filter(field -> field.getType() == JobOption.class)
            .filter(field -> Modifier.isPublic(field.getModifiers()))
            .<JobOption<?>>map(JobOptions::constant)
            .toList());
  }

  private static JobOption<?> constant(Field field) {
    try {
      return (JobOption<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("public constants can be read: " + field, e);
    }
  }
}
