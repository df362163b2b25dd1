package org.smilestream.job.options;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.util.TimeUtils;
import org.smilestream.connectors.kafka.StartPosition;

/**
 * The values that an option takes.
 *
 * @param words the values in words, to follow "takes": "an integer of at least 1"
 * @param test whether a value of the right type is among them
 */
public record Allowed<T>(String words, Predicate<T> test) {
  private static final Pattern MODEL_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
  private static final Pattern NAMED_FILE = Pattern.compile(MODEL_NAME.pattern() + "=.+");
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  static Allowed<String> text() {
    return new Allowed<>("a text that is not empty", text -> !text.isBlank());
  }

  /** Kafka's own rule for the names of topics. */
  static Allowed<String> topicName() {
    return new Allowed<>(
        "a topic name of up to 249 letters, digits, '.', '_' and '-'",
        name -> TOPIC.matcher(name).matches() && !name.equals(".") && !name.equals(".."));
  }

  static Allowed<String> webAddress() {
    return new Allowed<>(
        "an address such as 'https://registry:8081', without a user", Allowed::isWebAddress);
  }

  private static boolean isWebAddress(String text) {
    try {
      URI address = new URI(text);
      return List.of("http", "https").contains(address.getScheme())
          && address.getHost() != null
          && address.getUserInfo() == null
          && address.getQuery() == null
          && address.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  static Allowed<String> absolutePath() {
    return new Allowed<>("an absolute path", text -> Path.of(text).isAbsolute());
  }

  static Allowed<String> startPosition() {
    return new Allowed<>(
        "'committed', 'earliest', 'latest' or an instant such as '2026-01-31T00:00:00Z'",
        StartPosition::isValid);
  }

  static Allowed<String> oneOf(String... values) {
    List<String> names = List.of(values);
    String words =
        names.stream()
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", ", "one of ", ""));
    return new Allowed<>(words, names::contains);
  }

  /** The kebab-case names of the constants of {@code type}. */
  static Allowed<String> nameOf(Class<? extends Enum<?>> type) {
    return oneOf(
        Arrays.stream(type.getEnumConstants()).map(EnumNames::name).toArray(String[]::new));
  }

  static Allowed<Integer> integerFrom(int least) {
    return new Allowed<>("an integer of at least " + least, value -> value >= least);
  }

  static Allowed<Integer> integerBetween(int least, int most) {
    return new Allowed<>(
        "an integer from " + least + " to " + most, value -> value >= least && value <= most);
  }

  static Allowed<Boolean> trueOrFalse() {
    return new Allowed<>("true or false", value -> true);
  }

  /** A name that can be part of that of a metric, of a consumer group and of a topic's key. */
  static Allowed<String> modelName() {
    return new Allowed<>(
        "a name of up to 100 letters, digits, '_' and '-'",
        name -> MODEL_NAME.matcher(name).matches());
  }

  static Allowed<List<String>> namedFiles() {
    return new Allowed<>(
        "a list such as [wide=wide.yaml], each a name of up to 100 letters, digits, '_' and '-', and a file",
        values -> values.stream().allMatch(value -> NAMED_FILE.matcher(value).matches()));
  }

  static Allowed<Long> anyInteger() {
    return new Allowed<>("an integer", value -> true);
  }

  static Allowed<Double> anyNumber() {
    return new Allowed<>("a finite number", Double::isFinite);
  }

  static Allowed<Double> positiveNumber() {
    return new Allowed<>(
        "a finite number above 0", value -> value > 0 && value < Double.POSITIVE_INFINITY);
  }

  static Allowed<Double> numberAbove(double bound) {
    return new Allowed<>(
        "a finite number above " + bound,
        value -> value > bound && value < Double.POSITIVE_INFINITY);
  }

  static Allowed<Double> numberBetween(double least, double most) {
    return new Allowed<>(
        "a number from " + least + " to " + most, value -> value >= least && value <= most);
  }

  static Allowed<Duration> durationFrom(Duration least) {
    return new Allowed<>(
        "a duration of at least "
            + TimeUtils.formatWithHighestUnit(least)
            + " with its unit, such as '10 s'",
        value -> value.compareTo(least) >= 0);
  }

  static Allowed<List<Integer>> integersFrom(int least) {
    return new Allowed<>(
        "a list of integers of at least " + least + ", such as [16, 16]",
        values -> values.stream().allMatch(value -> value >= least));
  }
}
